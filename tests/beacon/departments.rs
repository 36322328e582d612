//! `remove_government_dept`, the one revision that rewrites what people have entered.

use limbeck_tests::TestDatabase;

use crate::BEACON;
use crate::walk::{Walk, Way};

const REVISION: &str = "remove_government_dept";
const TYPES: &str = "SELECT id, type FROM institutions ORDER BY id";
const NOTES: &str =
    "SELECT institution_id, former_type FROM institution_type_conversions ORDER BY 1";

/// The departments of seed.sql.
const DEPARTMENTS: [i64; 12] = [7, 8, 9, 11, 21, 22, 23, 24, 25, 26, 27, 28];

pub(crate) async fn departments_come_back_as_the_revision_promises(database: TestDatabase) {
    let walk = Walk::new(database, BEACON).await;
    let before = walk.order.iter().position(|id| *id == REVISION).unwrap();
    let departments = walk.up_and_sow(&walk.order[..before]).await;
    let types = walk.database.rows(TYPES).await;
    assert_eq!(of_type(&types, "government_dept"), DEPARTMENTS);
    let universities = of_type(&types, "university");
    let ministries = of_type(&types, "ministry");

    // Up: a department is a university, and its former type is noted.
    walk.up(REVISION, &departments).await;
    let types = walk.database.rows(TYPES).await;
    assert!(of_type(&types, "government_dept").is_empty());
    assert_eq!(of_type(&types, "ministry"), ministries);
    let mut converted = [universities.clone(), DEPARTMENTS.to_vec()].concat();
    converted.sort_unstable();
    assert_eq!(of_type(&types, "university"), converted);
    assert_eq!(
        of_type(&walk.database.rows(NOTES).await, "government_dept"),
        DEPARTMENTS
    );

    // Life goes on: 31 is founded, 28 closes, 27 is made a ministry. And the notes are old.
    walk.sow(REVISION).await;
    let life = "DELETE FROM institutions WHERE id = 28; \
        UPDATE institutions SET type = 'ministry' WHERE id = 27; \
        UPDATE institution_type_conversions SET converted_at = '2025-02-17 10:00:00+00:00';";
    walk.database.execute(life).await;
    let noted = of_type(&walk.database.rows(NOTES).await, "government_dept");
    assert_eq!(
        noted,
        DEPARTMENTS[..11],
        "the note goes with its institution"
    );

    // Down: what was converted and is still a university is a department again.
    let way = Way {
        target: walk.order[before - 1],
        undone: vec![REVISION],
    };
    let lived = walk.state().await;
    let back = walk.down(&way, &lived).await;
    back.assert_schema(&way.describe(), &departments.schema);
    let types = walk.database.rows(TYPES).await;
    assert_eq!(of_type(&types, "government_dept"), DEPARTMENTS[..10]);
    assert_eq!(
        of_type(&types, "university"),
        [universities, vec![31]].concat()
    );
    assert_eq!(of_type(&types, "ministry"), [ministries, vec![27]].concat());

    // Up again: new notes, with a new date.
    walk.up(REVISION, &back).await;
    assert_eq!(
        of_type(&walk.database.rows(NOTES).await, "government_dept"),
        DEPARTMENTS[..10]
    );
    let old = "SELECT count(*) FROM institution_type_conversions WHERE converted_at < '2025-02-18'";
    assert_eq!(walk.database.value(old).await, "0");
}

/// The ids beside which `wanted` stands.
fn of_type(rows: &[Vec<String>], wanted: &str) -> Vec<i64> {
    let of_type = rows.iter().filter(|row| row[1] == wanted);
    of_type.map(|row| row[0].parse().unwrap()).collect()
}
