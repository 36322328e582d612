//! Is a body of MySQL or MariaDB still open?
//!
//! The servers' grammar has no reserved word for the start of a body, so this reads the head of the
//! statement up to where the body begins, and from there on keeps the list of open blocks (MySQL
//! manual, 15.6 "Compound Statement Syntax"; MariaDB also `FOR`, `BEGIN NOT ATOMIC`, packages and
//! the declarations before `BEGIN` in its Oracle mode). `IF`, `LOOP`, `WHILE`, `REPEAT` and `FOR`
//! open a block only where a statement may begin: elsewhere they are functions or clauses.

use super::mysql_word::Word;
use super::{Token, TokenKind};

#[derive(Clone, Debug, Default)]
pub(super) struct MysqlBody {
    state: State,
    /// Known once the head has been read up to `TRIGGER` and the like.
    kind: Option<Kind>,
    /// Open parentheses in the head.
    parentheses: usize,
    returns: bool,
    blocks: Vec<Block>,
    opened_at: usize,
    /// Whether a statement of the body may begin here.
    fresh: bool,
    /// The token before, as far as it matters.
    before: Before,
    /// Between `DECLARE ... HANDLER` and the `;`.
    handler: bool,
    /// Between `UNTIL` and `END REPEAT`.
    until: bool,
    /// Behind `PROCEDURE` or `FUNCTION` in a package, before the `BEGIN` of its body.
    routine: bool,
    /// Behind the `AS` or `IS` of that routine.
    declarations: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Before the first word, or behind a label.
    #[default]
    Start,
    /// Behind a first word that may turn out to be a label.
    Label,
    /// Behind `BEGIN`: a transaction unless `NOT ATOMIC` follows.
    Begin,
    /// Behind `CREATE` or `ALTER`, and perhaps `DEFINER`.
    Create {
        definer: bool,
    },
    /// Behind `TRIGGER` and the like, before the name.
    Name,
    Head,
    /// Behind the `LANGUAGE` of a routine, whose name comes next.
    Language,
    /// Where the body begins.
    Body,
    /// Behind `FOLLOWS` or `PRECEDES`, before the name of the other trigger.
    Order,
    /// Directly behind `AS`.
    As,
    Blocks,
    /// No body, or one without blocks, or one that is closed: the next `;` ends the statement.
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Procedure,
    Function,
    Trigger,
    Event,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    Begin,
    If,
    Case,
    CaseExpression,
    Loop,
    While,
    Repeat,
    For,
    Package,
    /// The declarations before `BEGIN` in Oracle mode.
    Declarations,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Other,
    Period,
    /// A word or operator behind which an expression continues, so that `END` is a name there.
    Operand,
    Each,
    /// The first word of a statement, which may be a label.
    First,
    /// `END`; the word behind it says what it ends.
    End,
}

impl MysqlBody {
    /// Returns whether a `;` is part of the body here.
    pub(super) fn is_open(&self) -> bool {
        match self.before {
            // `END;` closes its block, though it is taken off the list only with the next token.
            Before::End => self.blocks.len() > 1,
            _ => !self.blocks.is_empty(),
        }
    }

    /// Returns the byte offset of the word that opened the outermost block.
    pub(super) fn opened_at(&self) -> usize {
        self.opened_at
    }

    pub(super) fn read(&mut self, token: &Token<'_>) {
        if self.state == State::Plain {
            return;
        }
        let before = std::mem::take(&mut self.before);
        let word = match token.kind {
            // Behind a period every word is a name.
            TokenKind::Word if before != Before::Period => Word::of(token.text),
            _ => Word::Name,
        };
        if token.text == "." {
            self.before = Before::Period;
        }
        if self.state == State::Blocks {
            self.read_block(token, word, before);
        } else {
            self.state = self.read_head(token, word, before);
        }
    }

    fn read_head(&mut self, token: &Token<'_>, word: Word, before: Before) -> State {
        match self.state {
            State::Start => match word {
                Word::Create | Word::Alter => State::Create { definer: false },
                Word::Begin => {
                    self.opened_at = token.start;
                    State::Begin
                }
                _ => self.first(token, word),
            },
            State::Begin if word == Word::Not => State::Begin,
            State::Begin if word == Word::Atomic => {
                let begin = self.opened_at;
                let state = self.open(token, Block::Begin);
                self.opened_at = begin;
                state
            }
            State::Label if token.text == ":" => match self.kind {
                Some(_) => State::Body,
                None => State::Start,
            },
            State::Create { definer } => match word {
                Word::Trigger => self.head(Kind::Trigger),
                Word::Procedure => self.head(Kind::Procedure),
                Word::Function => self.head(Kind::Function),
                Word::Event => self.head(Kind::Event),
                Word::Package => self.open(token, Block::Package),
                Word::Definer => State::Create { definer: true },
                Word::Or | Word::Replace | Word::Aggregate => State::Create { definer },
                Word::View => State::Plain,
                // The user's name.
                _ if definer => State::Create { definer },
                _ => State::Plain,
            },
            State::Name => match word {
                Word::If | Word::Not | Word::Exists => State::Name,
                _ => State::Head,
            },
            State::Head => self.read_clause(token, word, before),
            State::Language => State::Head,
            State::Order => State::Body,
            State::As if matches!(token.kind, TokenKind::String | TokenKind::DollarQuoted) => {
                State::Plain
            }
            State::As => {
                self.open(token, Block::Declarations);
                self.read_block(token, word, before);
                State::Blocks
            }
            State::Body => match word {
                Word::Follows | Word::Precedes => State::Order,
                Word::Declare => self.open(token, Block::Declarations),
                _ => self.first(token, word),
            },
            _ => State::Plain,
        }
    }

    /// Reads the clauses between the name and the body.
    fn read_clause(&mut self, token: &Token<'_>, word: Word, before: Before) -> State {
        match token.text {
            "(" => self.parentheses += 1,
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
        if self.parentheses > 0 || token.kind != TokenKind::Word {
            return State::Head;
        }
        let Some(kind) = self.kind else {
            return State::Plain;
        };
        match (kind, word) {
            (Kind::Trigger, Word::Each) => {
                self.before = Before::Each;
                State::Head
            }
            (Kind::Trigger, Word::Row) if before == Before::Each => State::Body,
            (Kind::Event, Word::Do) => State::Body,
            (Kind::Trigger | Kind::Event, _) => State::Head,
            (_, Word::As) => State::As,
            (_, Word::Language) => State::Language,
            (Kind::Function, Word::Returns) => {
                self.returns = true;
                State::Head
            }
            // In Oracle mode `RETURN` gives the type.
            (Kind::Function, Word::Return) if !self.returns => State::Head,
            (Kind::Function, Word::Return) => State::Plain,
            (Kind::Procedure, _) if before == Before::Period || word.is_characteristic() => {
                State::Head
            }
            // The types of a function's result are many, so only a block ends its head.
            (Kind::Function, _) if Block::of(word).is_none() => State::Head,
            _ => self.first(token, word),
        }
    }

    /// Reads the first token of the body or of the whole statement.
    fn first(&mut self, token: &Token<'_>, word: Word) -> State {
        match Block::of(word) {
            Some(block) => self.open(token, block),
            None => State::Label,
        }
    }

    fn head(&mut self, kind: Kind) -> State {
        self.kind = Some(kind);
        State::Name
    }

    fn open(&mut self, token: &Token<'_>, block: Block) -> State {
        if self.blocks.is_empty() {
            self.opened_at = token.start;
        }
        self.blocks.push(block);
        // The conditions of `IF`, `CASE`, `WHILE` and `FOR` and the name of a package come first.
        self.fresh = matches!(
            block,
            Block::Begin | Block::Loop | Block::Repeat | Block::Declarations
        );
        State::Blocks
    }

    fn read_block(&mut self, token: &Token<'_>, word: Word, before: Before) {
        let fresh = std::mem::take(&mut self.fresh);
        if before == Before::End {
            self.end(word);
            if self.blocks.is_empty() {
                self.state = State::Plain;
                return;
            }
            if token.text != ";" {
                return;
            }
        }
        let Some(&top) = self.blocks.last() else {
            return;
        };
        match word {
            Word::Name if token.kind != TokenKind::Word => self.read_symbol(token, top, before),
            Word::End if top == Block::CaseExpression && before != Before::Operand => {
                self.blocks.pop();
            }
            Word::End if fresh || (self.until && before != Before::Operand) => {
                self.before = Before::End;
            }
            Word::Begin if top == Block::Declarations => {
                self.blocks.pop();
                self.open(token, Block::Begin);
            }
            // Without a routine before it, this begins the package's own last part.
            Word::Begin if top == Block::Package && !self.routine => self.fresh = true,
            Word::Begin if fresh || self.handler || top == Block::Package => {
                (self.routine, self.declarations, self.handler) = (false, false, false);
                self.open(token, Block::Begin);
            }
            Word::Procedure | Word::Function if top == Block::Package => {
                (self.routine, self.declarations) = (true, false);
            }
            Word::As if top == Block::Package => {
                (self.fresh, self.declarations) = (true, self.routine);
            }
            Word::Case if !fresh => {
                self.blocks.push(Block::CaseExpression);
                self.before = Before::Operand;
            }
            Word::If | Word::Case | Word::Loop | Word::While | Word::Repeat | Word::For
                if fresh =>
            {
                if let Some(block) = Block::of(word) {
                    self.open(token, block);
                }
            }
            Word::Then | Word::Else if top == Block::CaseExpression => {
                self.before = Before::Operand;
            }
            // `DO` and, in Oracle mode, `LOOP` end the condition of `WHILE` and `FOR`.
            Word::Then | Word::Else | Word::Do | Word::Loop if !fresh || word == Word::Else => {
                self.fresh = true;
            }
            Word::Operand | Word::Not | Word::Or => self.before = Before::Operand,
            Word::Until if fresh && top == Block::Repeat => self.until = true,
            Word::Handler if !fresh => self.handler = true,
            _ if fresh => self.before = Before::First,
            _ => {}
        }
    }

    fn read_symbol(&mut self, token: &Token<'_>, top: Block, before: Before) {
        match (token.kind, token.text) {
            (_, ";") => {
                self.fresh = true;
                (self.handler, self.until) = (false, false);
                if !self.declarations {
                    self.routine = false;
                }
                // No expression holds a `;`, so this was a statement after all.
                if top == Block::CaseExpression
                    && let Some(last) = self.blocks.last_mut()
                {
                    *last = Block::Case;
                }
            }
            (_, ":") if before == Before::First => self.fresh = true,
            (TokenKind::Operator, _) | (_, "(" | ",") => self.before = Before::Operand,
            (TokenKind::QuotedIdentifier, _) => self.before = Before::First,
            _ => {}
        }
    }

    /// Closes the block that `END` and the word behind it end. `END IF` ends no block of another
    /// kind: a block whose start was not seen must not close the one around it.
    fn end(&mut self, word: Word) {
        self.until = false;
        let closes = match (self.blocks.last(), word) {
            (Some(Block::While | Block::For), Word::Loop) => true,
            (Some(&top), Word::If | Word::Loop | Word::While | Word::Repeat | Word::For) => {
                Block::of(word) == Some(top)
            }
            _ => true,
        };
        if closes {
            self.blocks.pop();
        }
    }
}

impl Block {
    fn of(word: Word) -> Option<Block> {
        Some(match word {
            Word::Begin => Block::Begin,
            Word::If => Block::If,
            Word::Case => Block::Case,
            Word::Loop => Block::Loop,
            Word::While => Block::While,
            Word::Repeat => Block::Repeat,
            Word::For => Block::For,
            _ => return None,
        })
    }
}
