//! Which words of MySQL and MariaDB say where a body begins and ends?

/// The words that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Aggregate,
    Alter,
    /// `AS` or `IS`.
    As,
    Atomic,
    Begin,
    Case,
    /// `DETERMINISTIC`, `READS SQL DATA` and so on.
    Characteristic,
    Create,
    Declare,
    Definer,
    Do,
    Each,
    Else,
    End,
    Event,
    Exists,
    Follows,
    For,
    Function,
    Handler,
    If,
    Language,
    Loop,
    Not,
    /// Another word behind which an expression continues.
    Operand,
    Or,
    Package,
    Precedes,
    Procedure,
    Repeat,
    Replace,
    Return,
    Returns,
    Row,
    Then,
    Trigger,
    Until,
    View,
    While,
    /// Any other word, and any token that is not a word.
    Name,
}

impl Word {
    /// Reads a word in any case.
    pub(super) fn of(text: &str) -> Word {
        let mut buffer = [0u8; 13];
        let Some(upper) = buffer.get_mut(..text.len()) else {
            return Word::Name;
        };
        upper.copy_from_slice(text.as_bytes());
        upper.make_ascii_uppercase();
        match &*upper {
            b"AGGREGATE" => Word::Aggregate,
            b"ALTER" => Word::Alter,
            b"AS" | b"IS" => Word::As,
            b"ATOMIC" => Word::Atomic,
            b"BEGIN" => Word::Begin,
            b"CASE" => Word::Case,
            b"COMMENT" | b"CONTAINS" | b"DATA" | b"DETERMINISTIC" | b"INVOKER" | b"MODIFIES"
            | b"NO" | b"READS" | b"SECURITY" | b"SQL" => Word::Characteristic,
            b"CREATE" => Word::Create,
            b"DECLARE" => Word::Declare,
            b"DEFINER" => Word::Definer,
            b"DO" => Word::Do,
            b"EACH" => Word::Each,
            b"ELSE" => Word::Else,
            b"END" => Word::End,
            b"EVENT" => Word::Event,
            b"EXISTS" => Word::Exists,
            b"FOLLOWS" => Word::Follows,
            b"FOR" => Word::For,
            b"FUNCTION" => Word::Function,
            b"HANDLER" => Word::Handler,
            b"IF" => Word::If,
            b"LANGUAGE" => Word::Language,
            b"LOOP" => Word::Loop,
            b"NOT" => Word::Not,
            b"AND" | b"BETWEEN" | b"DIV" | b"IN" | b"LIKE" | b"MOD" | b"WHEN" | b"XOR" => {
                Word::Operand
            }
            b"OR" => Word::Or,
            b"PACKAGE" => Word::Package,
            b"PRECEDES" => Word::Precedes,
            b"PROCEDURE" => Word::Procedure,
            b"REPEAT" => Word::Repeat,
            b"REPLACE" => Word::Replace,
            b"RETURN" => Word::Return,
            b"RETURNS" => Word::Returns,
            b"ROW" => Word::Row,
            b"THEN" => Word::Then,
            b"TRIGGER" => Word::Trigger,
            b"UNTIL" => Word::Until,
            b"VIEW" => Word::View,
            b"WHILE" => Word::While,
            _ => Word::Name,
        }
    }

    /// Whether the word belongs to the clauses between the parameters and the body of a procedure.
    pub(super) fn is_characteristic(self) -> bool {
        matches!(self, Word::Characteristic | Word::Definer | Word::Not)
    }
}
