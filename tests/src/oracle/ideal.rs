//! What is right, by the graph's own definition: closed formulas over sets, and nothing of what is
//! judged.
//!
//! With `below` for a set and all that it follows or depends on, and `A = below(rows)`:
//! upgrade to `T` takes `below(T) - A`; downgrade to `t` takes `A` and all above the children of
//! `t`; the rows afterwards are what nothing in the set needs; a stamp at `T` leaves
//! `below(T + the rows that T neither leads to nor follows from)`.

use std::collections::BTreeMap;

use super::answer::{Answer, Way};
use super::case::{Case, texts};
use super::errors::Kind;
use super::offline::offline;
use super::words::{Words, parse};
use super::world::{Edges, Ids, World};

/// The right answer.
pub(super) fn ideal(case: &Case) -> Answer {
    let answered = case_of(case);
    answered.unwrap_or_else(Answer::error)
}

fn case_of(case: &Case) -> Result<Answer, Kind> {
    let mut targets = case.targets();
    let mut from = None;
    if case.has("sql") {
        let offline = offline(case)?;
        targets = offline.to;
        from = Some(offline.from.unwrap_or("base"));
    }
    let world = match World::new(case) {
        Ok(world) => world,
        Err(faults) => return Ok(Answer::Error(faults)),
    };
    let purge = case.has("purge");
    let mut rows = Ids::new();
    match from {
        Some(from) => rows = world.one(&parse(from)?, true)?.into_iter().collect(),
        None => {
            for row in &case.applied_heads {
                match world.ids.iter().find(|id| **id == *row) {
                    Some(id) => _ = rows.insert(id),
                    None if purge => {}
                    None if case.has("check_heads") => return Err(Kind::NotAtHeads),
                    None if looks_at_rows(case) => return Err(Kind::Ahead),
                    None => {}
                }
            }
        }
    }
    let applied = world.below(&rows, Edges::All);
    let rows = world.maximal(&applied);
    let first = targets.first().copied().unwrap_or_default();
    Ok(match &*case.command {
        "upgrade" => {
            let targets = world.up(&parse(first)?, &rows)?;
            let wanted = world.below(&targets, Edges::All);
            world.steps(Way::Up, &wanted - &applied, &wanted | &applied)
        }
        "downgrade" => {
            let taken = world.taken_back(&parse(first)?, &applied)?;
            world.steps(Way::Down, taken.clone(), &applied - &taken)
        }
        "stamp" => {
            let mut kept = if purge { Ids::new() } else { rows.clone() };
            let mut wanted = Ids::new();
            for target in &targets {
                let target = parse(target)?;
                let places = world.places(&target)?;
                let branch = target.branch.map(|name| world.branch(name)).transpose()?;
                if places.is_empty() && branch.is_none() && target.symbol == "base" {
                    kept.clear();
                }
                for id in places.iter().copied().chain(branch) {
                    kept = &kept - &world.lineage(id, Edges::All);
                }
                wanted.extend(places);
            }
            let after = world.below(&(&kept | &wanted), Edges::All);
            Answer::Rows(owned(world.maximal(&after)))
        }
        "current" => {
            if case.has("check_heads") && applied != world.all() {
                return Err(Kind::NotAtHeads);
            }
            let is_current = |id: &&str| world.after(id, Edges::Parents).is_disjoint(&applied);
            revisions(applied.iter().copied().filter(is_current).collect())
        }
        "history" => revisions(world.history(case, &rows)?),
        "merge" | "revision" => world.new_revision(case, &targets, &rows)?,
        "resolve" => match parse(first)? {
            target if case.has("single") => {
                revisions(world.one(&target, true)?.into_iter().collect())
            }
            target => revisions(world.resolved(&target)?),
        },
        "iterate" => revisions(world.iterated(case)?),
        _ => Answer::Unjudged,
    })
}

fn looks_at_rows(case: &Case) -> bool {
    ["upgrade", "downgrade", "stamp", "current"].contains(&&*case.command)
        || case.has("autogenerate")
}

fn revisions(ids: Ids<'_>) -> Answer {
    Answer::Revisions {
        ids: owned(ids),
        flags: BTreeMap::new(),
        labels: BTreeMap::new(),
    }
}

fn owned(ids: Ids<'_>) -> Vec<String> {
    ids.into_iter().map(str::to_owned).collect()
}

impl<'c> World<'c> {
    fn steps(&self, way: Way, steps: Ids<'c>, after: Ids<'c>) -> Answer {
        let steps = steps.into_iter().map(|id| (way, id.to_owned()));
        Answer::Steps {
            steps: steps.collect(),
            rows: owned(self.maximal(&after)),
        }
    }

    /// The one revision that a name means.
    fn named(&self, name: &str, within: Option<&Ids<'c>>) -> Result<&'c str, Kind> {
        let whole = self.ids.iter().copied().find(|id| *id == name);
        if let Some(id) = whole.or_else(|| self.labels.get(name).copied()) {
            return match within.is_none_or(|within| within.contains(id)) {
                true => Ok(id),
                false => Err(Kind::NotInBranch),
            };
        }
        let ids = self.ids.iter().map(|id| (*id, *id));
        let names = ids.chain(self.labels.iter().map(|(label, id)| (*label, *id)));
        let found: Ids<'c> = names
            .filter(|(full, id)| {
                full.len() > 3
                    && full.starts_with(name)
                    && within.is_none_or(|within| within.contains(id))
            })
            .map(|(_, id)| id)
            .collect();
        match Vec::from_iter(found).as_slice() {
            [] => Err(Kind::Unknown),
            [only] => Ok(only),
            _ => Err(Kind::Ambiguous),
        }
    }

    pub(super) fn branch(&self, name: &str) -> Result<&'c str, Kind> {
        self.named(name, None).map_err(|kind| match kind {
            Kind::Unknown => Kind::UnknownBranch,
            other => other,
        })
    }

    fn within(&self, target: &Words<'_>) -> Result<Option<Ids<'c>>, Kind> {
        let branch = target.branch.map(|name| self.branch(name)).transpose()?;
        Ok(branch.map(|id| self.lineage(id, Edges::Parents)))
    }

    /// Where a target without walk is; nothing for the base.
    fn start(&self, symbol: &str, within: Option<&Ids<'c>>) -> Result<Ids<'c>, Kind> {
        let narrowed = |ids: Ids<'c>| match within {
            Some(within) => &ids & within,
            None => ids,
        };
        Ok(match symbol {
            "base" => Ids::new(),
            "heads" if within.is_none() => self.maximal(&self.all()),
            "heads" => narrowed(self.heads()),
            "head" => {
                let heads = narrowed(self.heads());
                if heads.len() > 1 {
                    return Err(Kind::SeveralHeads);
                }
                heads
            }
            name => Ids::from([self.named(name, within)?]),
        })
    }

    /// Walks; nothing is the place before every revision.
    fn walk(
        &self,
        from: Option<&'c str>,
        steps: i64,
        within: Option<&Ids<'c>>,
        stays: bool,
    ) -> Result<Option<&'c str>, Kind> {
        let mut at = from;
        for _ in 0..steps.unsigned_abs() {
            let next = match at {
                None if steps < 0 => Ids::new(),
                None => self.bases(),
                Some(at) if steps < 0 => self.before(at, Edges::Parents),
                Some(at) => self.after(at, Edges::Parents),
            };
            let next = match within.filter(|_| steps > 0) {
                Some(within) => &next & within,
                None => next,
            };
            at = match (next.len(), at) {
                (0, Some(_)) if steps < 0 => None,
                (0, at) if stays => return Ok(at),
                (0, _) => return Err(Kind::TooFar),
                (1, _) => next.first().copied(),
                _ => return Err(Kind::AmbiguousWalk),
            };
        }
        Ok(at)
    }

    /// A place in the graph alone.
    pub(super) fn places(&self, target: &Words<'_>) -> Result<Ids<'c>, Kind> {
        let within = self.within(target)?;
        if target.symbol.is_empty() || target.symbol == "current" {
            return Err(Kind::NeedsDatabase);
        }
        let Some(steps) = target.walk else {
            return self.start(target.symbol, within.as_ref());
        };
        // A branch says which way up; down, it must hold the start.
        let from = self.start(target.symbol, within.as_ref().filter(|_| steps <= 0))?;
        if from.len() > 1 {
            return Err(Kind::SeveralHeads);
        }
        let at = self.walk(from.first().copied(), steps, within.as_ref(), false)?;
        Ok(at.into_iter().collect())
    }

    pub(super) fn one(&self, target: &Words<'_>, alone: bool) -> Result<Option<&'c str>, Kind> {
        let found = self.places(target)?;
        match found.len() > 1 && alone {
            true => Err(Kind::SeveralHeads),
            false => Ok(found.first().copied()),
        }
    }

    /// A place in the graph alone, or so many steps below every head.
    fn resolved(&self, target: &Words<'_>) -> Result<Ids<'c>, Kind> {
        let steps = match (target.symbol, target.walk) {
            ("", Some(steps)) if steps < 0 => steps,
            _ => return self.places(target),
        };
        let mut heads = self.maximal(&self.all());
        if let Some(within) = self.within(target)? {
            heads = &heads & &within;
        }
        let mut found = Ids::new();
        for head in heads {
            match self.walk(Some(head), steps, None, false) {
                Ok(at) => found.extend(at),
                Err(Kind::TooFar) => {}
                Err(kind) => return Err(kind),
            }
        }
        Ok(found)
    }

    /// Where an upgrade leads.
    fn up(&self, target: &Words<'_>, rows: &Ids<'c>) -> Result<Ids<'c>, Kind> {
        let Some(steps) = target.walk.filter(|_| target.symbol.is_empty()) else {
            return self.places(target);
        };
        if steps <= 0 {
            return Err(Kind::WrongDirection);
        }
        let within = self.within(target)?;
        let mut from = rows.clone();
        if let Some(within) = &within {
            from = &from & within;
            if from.is_empty() {
                from = self.maximal(&(&self.below(rows, Edges::All) & within));
            }
        }
        if from.len() > 1 {
            return Err(Kind::SeveralCurrent);
        }
        let at = self.walk(from.first().copied(), steps, within.as_ref(), false)?;
        Ok(at.into_iter().collect())
    }

    /// What a downgrade takes back.
    fn taken_back(&self, target: &Words<'_>, applied: &Ids<'c>) -> Result<Ids<'c>, Kind> {
        let mut line = target.branch.map(|name| self.branch(name)).transpose()?;
        let to = match target.walk {
            Some(steps) if target.symbol.is_empty() => {
                if steps >= 0 {
                    return Err(Kind::WrongDirection);
                }
                let mut from = self.maximal(applied);
                if let Some(within) = self.within(target)? {
                    from = &from & &within;
                    if from.is_empty() {
                        let tip = |id: &&str| self.after(id, Edges::Parents).is_disjoint(applied);
                        from = applied.iter().copied().filter(tip).collect();
                        from = &from & &within;
                    }
                    if from.is_empty() {
                        return Err(Kind::NothingApplied);
                    }
                }
                if from.len() > 1 {
                    return Err(Kind::SeveralCurrent);
                }
                line = line.or(from.first().copied());
                self.walk(from.first().copied(), steps, None, false)?
            }
            Some(_) => self.one(target, true)?,
            None => {
                let alone = Words {
                    branch: None,
                    symbol: target.symbol,
                    walk: None,
                };
                self.one(&alone, true)?
            }
        };
        let mut roots = match to {
            None => self.bases(),
            Some(to) => self.after(to, Edges::Parents),
        };
        if let Some(line) = line.filter(|_| roots.len() > 1) {
            roots = &roots & &self.below(&Ids::from([line]), Edges::Parents);
            if roots.is_empty() {
                return Err(Kind::NotOnTheWay);
            }
        }
        let taken = &self.above(&roots, Edges::All) & applied;
        let is_there = |to: &str| {
            self.maximal(applied).contains(to)
                || line.is_none()
                    && applied.contains(to)
                    && self.after(to, Edges::Parents).is_disjoint(applied)
        };
        match to {
            Some(to) if taken.is_empty() && !is_there(to) => Err(Kind::NotAncestor),
            _ => Ok(taken),
        }
    }

    fn history(&self, case: &Case, rows: &Ids<'c>) -> Result<Ids<'c>, Kind> {
        let text = match &case.target {
            serde_json::Value::Null => ":",
            _ => case.target().trim(),
        };
        let (lower, upper) = text.split_once(':').ok_or(Kind::Malformed)?;
        self.range(lower, upper, rows)
    }

    /// What lies between two ends, both included.
    fn range(&self, lower: &str, upper: &str, rows: &Ids<'c>) -> Result<Ids<'c>, Kind> {
        let lower_words = if lower.is_empty() {
            None
        } else {
            Some(parse(lower)?)
        };
        let counted = lower_words.as_ref().filter(|w| w.symbol.is_empty());
        let begin = match &lower_words {
            Some(words) if words.symbol == "current" => rows.clone(),
            Some(words) if !words.symbol.is_empty() => self.places(words)?,
            _ => Ids::new(),
        };
        let mut end = match (upper, parse(upper)) {
            ("", _) => self.maximal(&self.all()),
            ("current", _) => rows.clone(),
            (_, Ok(words)) if words.symbol.is_empty() => {
                if begin.len() > 1 {
                    let from_rows = lower_words.as_ref().is_some_and(|w| w.symbol == "current");
                    let kind = [Kind::SeveralHeads, Kind::SeveralCurrent];
                    return Err(kind[usize::from(from_rows)]);
                }
                let (steps, within) = (words.walk.unwrap_or_default(), self.within(&words)?);
                if steps <= 0 {
                    return Err(Kind::WrongDirection);
                }
                let from = begin.first().copied();
                let at = self.walk(from, steps, within.as_ref(), true)?;
                at.into_iter().collect()
            }
            (_, words) => self.places(&words?)?,
        };
        if let Some(words) = &lower_words
            && let Some(within) = self.within(words)?
        {
            end = &end & &within;
        }
        if let Some(words) = counted {
            let (mut found, mut is_far) = (Ids::new(), true);
            for id in end {
                let steps = words.walk.unwrap_or_default();
                let from = self.walk(Some(id), steps, None, true)?;
                is_far &= from.is_none();
                found.extend(self.between(&from.into_iter().collect(), &Ids::from([id]))?);
            }
            return if is_far { Err(Kind::TooFar) } else { Ok(found) };
        }
        self.between(&begin, &end)
    }

    fn between(&self, lower: &Ids<'c>, upper: &Ids<'c>) -> Result<Ids<'c>, Kind> {
        let wanted = self.below(upper, Edges::All);
        if !lower.is_subset(&wanted) {
            return Err(Kind::NotAncestor);
        }
        if lower.is_empty() {
            return Ok(wanted);
        }
        let new = &wanted - &self.below(lower, Edges::All);
        Ok(&(&new & &self.above(lower, Edges::Parents)) | lower)
    }

    fn new_revision(&self, case: &Case, targets: &[&str], rows: &Ids<'c>) -> Result<Answer, Kind> {
        if case.has("autogenerate") && self.below(rows, Edges::All) != self.all() {
            return Err(Kind::NotUpToDate);
        }
        let mut parents = Vec::new();
        for target in if targets.is_empty() {
            &["head"][..]
        } else {
            targets
        } {
            parents.extend(self.places(&parse(target)?)?);
        }
        let different: Ids<'c> = parents.iter().copied().collect();
        if different.len() < parents.len() {
            return Err(Kind::NamedTwice);
        }
        if !case.has("splice") && !different.is_subset(&self.heads()) {
            return Err(Kind::NotAHead);
        }
        let mut depends_on = Vec::new();
        for name in case.list("depends_on") {
            let Some(id) = self.one(&parse(name)?, true)? else {
                return Err(Kind::DependsOnNothing);
            };
            let label = self.labels.contains_key(name);
            depends_on.push(if label { name } else { id }.to_owned());
        }
        Ok(Answer::New {
            parents: parents.into_iter().map(str::to_owned).collect(),
            depends_on,
        })
    }

    /// For what turns on overlapping ends alone.
    fn iterated(&self, case: &Case) -> Result<Ids<'c>, Kind> {
        let mut ends = [Ids::new(), Ids::new()];
        for (end, name) in ends.iter_mut().zip(["lower", "upper"]) {
            for text in texts(&case.target[name]) {
                end.extend(self.places(&parse(text)?)?);
            }
        }
        let [lower, upper] = ends;
        let found = self.between(&lower, &upper)?;
        Ok(if case.has("inclusive") {
            found
        } else {
            &found - &lower
        })
    }
}
