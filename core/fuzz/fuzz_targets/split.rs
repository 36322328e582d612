//! Does any text make the lexer panic, lose bytes or contradict itself?

#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_core::Dialect;
use limbeck_core::lexer::{PieceKind, pieces, statements, tokens};

fuzz_target!(|sql: &str| {
    for dialect in Dialect::ALL {
        let mut end = 0;
        for token in tokens(sql, dialect) {
            assert!(token.start >= end && !token.text.is_empty());
            end = token.start + token.text.len();
            assert_eq!(&sql[token.start..end], token.text);
        }
        let Ok(pieces) = pieces(sql, dialect) else {
            assert!(statements(sql, dialect).is_err_and(|error| error.at < sql.len()));
            continue;
        };
        let joined: String = pieces
            .iter()
            .map(|piece| &sql[piece.span.clone()])
            .collect();
        assert_eq!(joined, sql);
        let of_pieces = pieces
            .into_iter()
            .filter(|piece| piece.kind == PieceKind::Statement)
            .map(|piece| piece.span);
        let statements = statements(sql, dialect).unwrap_or_default();
        assert!(
            statements
                .into_iter()
                .map(|statement| statement.span)
                .eq(of_pieces)
        );
    }
});
