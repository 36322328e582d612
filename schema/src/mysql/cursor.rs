//! A place in a statement's tokens, and the three ways that reading on from it can end.

use std::ops::Range;

use limbeck_core::lexer::{Token, TokenKind};

use super::{names, words};
use crate::effect::{Effect, Located, Name, Path, Refusal};

/// Why reading stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// No server takes this.
    Refused(Box<Refusal>),
    /// Nothing is known about this.
    NotUnderstood,
}

/// What reading something gives.
pub(super) type Parsed<T> = Result<T, Stop>;

/// A place in the tokens of a statement.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    span: Range<usize>,
    /// What ends a part of a statement: a comma, a parenthesis.
    stop: Option<&'a Token<'a>>,
}

impl<'a> Cursor<'a> {
    /// Starts at the first of `tokens`; `span` is the statement's place in the text.
    pub(super) fn new(tokens: &'a [Token<'a>], span: Range<usize>) -> Cursor<'a> {
        Cursor {
            tokens,
            at: 0,
            span,
            stop: None,
        }
    }

    /// Returns the token that comes next.
    pub(super) fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    /// Returns the token after the next `ahead` ones.
    pub(super) fn peek_at(&self, ahead: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    /// Moves past the next token and returns it.
    pub(super) fn bump(&mut self) -> Option<&'a Token<'a>> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    /// Moves back before the last token that was read.
    pub(super) fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Whether the statement ends here.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Refuses what follows, if anything does.
    pub(super) fn finish(&self) -> Parsed<()> {
        if self.is_done() {
            Ok(())
        } else {
            Err(self.expected("the end of the statement"))
        }
    }

    /// Whether the words of `phrase`, which single spaces separate, come next.
    pub(super) fn at(&self, phrase: &str) -> bool {
        phrase.split(' ').enumerate().all(|(ahead, word)| {
            self.peek_at(ahead)
                .is_some_and(|token| is_word(token, word))
        })
    }

    /// Whether one of these words comes next.
    pub(super) fn at_any(&self, words: &[&str]) -> bool {
        self.peek()
            .is_some_and(|token| words.iter().any(|word| is_word(token, word)))
    }

    /// Moves past the words of `phrase` if they come next.
    pub(super) fn eat(&mut self, phrase: &str) -> bool {
        let found = self.at(phrase);
        if found {
            self.at += phrase.split(' ').count();
        }
        found
    }

    /// Moves past one of these words if it comes next, and returns which.
    pub(super) fn eat_any<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        let token = self.peek()?;
        let found = words.iter().find(|word| is_word(token, word))?;
        self.at += 1;
        Some(found)
    }

    /// Moves past the words of `phrase`.
    pub(super) fn require(&mut self, phrase: &str) -> Parsed<()> {
        if self.eat(phrase) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{phrase}`")))
        }
    }

    /// Whether this punctuation or operator comes next.
    pub(super) fn at_mark(&self, mark: &str) -> bool {
        self.peek().is_some_and(|token| token.text == mark)
    }

    /// Moves past this punctuation or operator if it comes next.
    pub(super) fn eat_mark(&mut self, mark: &str) -> bool {
        let found = self.at_mark(mark);
        self.at += usize::from(found);
        found
    }

    /// Moves past this punctuation or operator.
    pub(super) fn require_mark(&mut self, mark: &str) -> Parsed<()> {
        if self.eat_mark(mark) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{mark}`")))
        }
    }

    /// Moves past `IF EXISTS` if it comes next.
    pub(super) fn if_exists(&mut self) -> bool {
        self.eat("IF EXISTS")
    }

    /// Moves past `IF NOT EXISTS` if it comes next.
    pub(super) fn if_not_exists(&mut self) -> bool {
        self.eat("IF NOT EXISTS")
    }

    /// Whether a name comes next.
    pub(super) fn at_name(&self) -> bool {
        self.peek()
            .is_some_and(|token| names::unquoted(token).is_some())
    }

    /// Reads a name of which the case means nothing: all but those of tables and databases.
    pub(super) fn name(&mut self) -> Parsed<Located<Name>> {
        let Located { at, value } = self.written_name()?;
        Ok(Located {
            at,
            value: names::folded(&value),
        })
    }

    /// Reads a name as it is written.
    fn written_name(&mut self) -> Parsed<Located<Name>> {
        let Some(token) = self.peek() else {
            return Err(self.expected("a name"));
        };
        let after_period =
            self.at > 0 && self.tokens[self.at - 1].text == "." && token.kind == TokenKind::Word;
        match names::unquoted(token) {
            Some(name) => {
                self.at += 1;
                Ok(Located {
                    at: range(token),
                    value: name,
                })
            }
            // Behind a period every word is a name.
            None if after_period => {
                self.at += 1;
                Ok(Located {
                    at: range(token),
                    value: token.text.to_owned(),
                })
            }
            None => Err(self.expected("a name")),
        }
    }

    /// Reads a name that may be qualified with that of a database; its place is all of it.
    pub(super) fn path(&mut self) -> Parsed<Located<Path>> {
        let first = self.written_name()?;
        if !self.eat_mark(".") {
            return Ok(Located {
                at: first.at,
                value: Path {
                    schema: None,
                    name: first.value,
                },
            });
        }
        let second = self.written_name()?;
        Ok(Located {
            at: first.at.start..second.at.end,
            value: Path {
                schema: Some(first.value),
                name: second.value,
            },
        })
    }

    /// Reads a path whose last name's case means nothing: of a routine, a trigger, an event.
    pub(super) fn folded_path(&mut self) -> Parsed<Located<Path>> {
        let mut path = self.path()?;
        path.value.name = names::folded(&path.value.name);
        Ok(path)
    }

    /// Reads a string, of one or more literals in a row.
    pub(super) fn string(&mut self) -> Parsed<String> {
        let Some(first) = self.peek().filter(|token| token.kind == TokenKind::String) else {
            return Err(self.expected("a string"));
        };
        let mut said = names::literal(first.text);
        self.at += 1;
        while let Some(token) = self.peek().filter(|token| token.kind == TokenKind::String) {
            said.push_str(&names::literal(token.text));
            self.at += 1;
        }
        Ok(said)
    }

    /// Reads a `( ... )` with all that it holds and returns a cursor over that.
    pub(super) fn group(&mut self) -> Parsed<Cursor<'a>> {
        self.require_mark("(")?;
        let from = self.at;
        let mut depth = 1usize;
        while let Some(token) = self.bump() {
            match token.text {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(self.part(from, self.at - 1));
            }
        }
        Err(self.expected("`)`"))
    }

    /// Cuts off what comes before the next comma outside parentheses, and moves past the comma.
    pub(super) fn until_comma(&mut self) -> Cursor<'a> {
        let from = self.at;
        let mut depth = 0usize;
        while let Some(token) = self.bump() {
            match token.text {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 0 => return self.part(from, self.at - 1),
                _ => {}
            }
        }
        self.part(from, self.at)
    }

    /// Takes all that is left.
    pub(super) fn rest(&mut self) -> Cursor<'a> {
        let from = self.at;
        self.at = self.tokens.len();
        self.part(from, self.at)
    }

    /// Returns what was read since `earlier`.
    pub(super) fn since(&self, earlier: &Cursor<'a>) -> &'a [Token<'a>] {
        self.tokens.get(earlier.at..self.at).unwrap_or_default()
    }

    /// Cuts off what was read since `earlier`.
    pub(super) fn part_since(&self, earlier: &Cursor<'a>) -> Cursor<'a> {
        self.part(earlier.at, self.at)
    }

    /// Returns the tokens that are left.
    pub(super) fn remaining(&self) -> &'a [Token<'a>] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    /// Returns the last token of all.
    pub(super) fn last(&self) -> Option<&'a Token<'a>> {
        self.tokens.last()
    }

    /// Returns the place of the token that comes next, or of the last one.
    pub(super) fn here(&self) -> Range<usize> {
        match self.peek().or_else(|| self.tokens.last()) {
            Some(token) => range(token),
            None => self.span.clone(),
        }
    }

    /// Says that something else should stand here.
    pub(super) fn expected(&self, what: &str) -> Stop {
        let found = match self.peek().or(self.stop) {
            // A literal may be long.
            Some(token) if token.kind == TokenKind::String => "a string".to_owned(),
            Some(token) => format!("`{}`", token.text),
            None => return self.refused_at(self.end(), format!("expected {what} at the end")),
        };
        let at = self.peek().or(self.stop).map_or_else(|| self.end(), range);
        self.refused_at(at, format!("expected {what}, found {found}"))
    }

    /// Refuses the token that comes next.
    pub(super) fn refused_at(&self, at: Range<usize>, message: String) -> Stop {
        Stop::Refused(Box::new(Refusal {
            at,
            message,
            help: None,
        }))
    }

    /// Gives an effect the whole statement as its place.
    pub(super) fn whole(&self, effect: Effect) -> Located<Effect> {
        Located {
            at: self.span.clone(),
            value: effect,
        }
    }

    /// Says that this may happen here, all of it or a part.
    pub(super) fn maybe(&self, effects: Vec<Effect>) -> Vec<Located<Effect>> {
        effects
            .into_iter()
            .map(|mut effect| {
                if let Effect::AlterTable { actions, .. } = &mut effect {
                    actions
                        .iter_mut()
                        .for_each(|action| action.at = self.span.clone());
                }
                self.whole(Effect::Maybe(vec![self.whole(effect)]))
            })
            .collect()
    }

    /// Where the tokens end: the place of the last one.
    fn end(&self) -> Range<usize> {
        self.tokens.last().map_or(self.span.clone(), range)
    }

    fn part(&self, from: usize, to: usize) -> Cursor<'a> {
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        // An empty part keeps the place where it was looked for.
        let span = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.start..range(last).end,
            _ => self.tokens.get(to).map_or(self.end(), range),
        };
        Cursor {
            tokens,
            at: 0,
            span,
            stop: self.tokens.get(to).or(self.stop),
        }
    }
}

/// The place of a token.
pub(super) fn range(token: &Token<'_>) -> Range<usize> {
    token.start..token.start + token.text.len()
}

/// Whether a token is this keyword.
pub(super) fn is_word(token: &Token<'_>, word: &str) -> bool {
    token.kind == TokenKind::Word && token.text.eq_ignore_ascii_case(word)
}

/// Whether a token can begin or be a value: literals, names, words that are not reserved.
pub(super) fn is_value(token: &Token<'_>) -> bool {
    match token.kind {
        TokenKind::Word => !words::is_reserved(token.text),
        TokenKind::Number | TokenKind::String | TokenKind::QuotedIdentifier => true,
        TokenKind::Parameter => true,
        _ => false,
    }
}
