//! The steps of a flush, without a database.

use std::collections::{BTreeMap, BTreeSet};

use super::Action::{Delete, Insert, Point, Release, Update};
use super::{Action, Change, Cycle, Key, Link, RowId, Step, Table, TableId, Work, plan};

/// Tables with foreign keys: the number of the parent, and whether the key can be NULL.
fn tables(keys: &[&[(TableId, bool)]]) -> Vec<Table> {
    let key = |(parent, nullable): &(TableId, bool)| Key { parent: *parent, nullable: *nullable };
    keys.iter().map(|keys| Table { keys: keys.iter().map(key).collect() }).collect()
}

fn link(child: RowId, key: usize, parent: RowId) -> Link {
    Link { child, key, parent }
}

fn insert(table: TableId, rows: &[u32]) -> Step {
    Step { table, action: Insert(rows.iter().map(|row| (*row, Vec::new())).collect()) }
}

fn step(table: TableId, action: Action) -> Step {
    Step { table, action }
}

fn all(change: Change, rows: &[RowId]) -> Vec<(RowId, Change)> {
    rows.iter().map(|row| (*row, change)).collect()
}

const POSTS: TableId = 0;
const USERS: TableId = 1;

#[test]
fn parents_are_inserted_before_children_whatever_comes_first() {
    let work = Work {
        tables: tables(&[&[(USERS, false)], &[]]),
        changes: all(Change::Insert, &[(POSTS, 0), (POSTS, 1), (USERS, 0)]),
        links: vec![link((POSTS, 0), 0, (USERS, 0))],
    };
    assert_eq!(plan(&work).unwrap(), [insert(USERS, &[0]), insert(POSTS, &[0, 1])]);
}

#[test]
fn deletes_come_last_and_children_first() {
    let work = Work {
        tables: tables(&[&[(USERS, false)], &[]]),
        changes: [
            all(Change::Delete, &[(USERS, 1), (POSTS, 1)]),
            all(Change::Update, &[(POSTS, 5), (POSTS, 3)]),
            all(Change::Insert, &[(USERS, 2)]),
        ]
        .concat(),
        links: vec![link((POSTS, 1), 0, (USERS, 1))],
    };
    let steps = [
        insert(USERS, &[2]),
        step(POSTS, Update(vec![3, 5])),
        step(POSTS, Delete(vec![1])),
        step(USERS, Delete(vec![1])),
    ];
    assert_eq!(plan(&work).unwrap(), steps);
}

#[test]
fn changed_rows_make_room_for_new_ones_unless_they_refer_to_them() {
    let tables = tables(&[&[(0, true)]]);
    let changes = [all(Change::Update, &[(0, 0), (0, 1)]), all(Change::Insert, &[(0, 2)])].concat();
    let work = Work { tables, changes, links: vec![link((0, 1), 0, (0, 2))] };
    assert_eq!(plan(&work).unwrap(), [step(0, Update(vec![0])), insert(0, &[2]), step(0, Update(vec![1]))]);
}

#[test]
fn a_tree_is_written_level_by_level() {
    let links = [(1, 0), (2, 0), (3, 1), (4, 1)].map(|(child, parent)| link((0, child), 0, (0, parent)));
    let rows: Vec<RowId> = (0..5).map(|row| (0, row)).collect();
    let mut work = Work { tables: tables(&[&[(0, true)]]), changes: all(Change::Insert, &rows), links: links.to_vec() };
    assert_eq!(plan(&work).unwrap(), [insert(0, &[0]), insert(0, &[1, 2]), insert(0, &[3, 4])]);
    work.changes = all(Change::Delete, &rows);
    let levels = [vec![2, 3, 4], vec![1], vec![0]].map(|rows| step(0, Delete(rows)));
    assert_eq!(plan(&work).unwrap(), levels);
}

#[test]
fn a_circle_is_broken_at_a_key_that_can_be_null() {
    // A person has a favourite ball, and each ball a person.
    const PERSON: TableId = 0;
    const BALL: TableId = 1;
    let links = vec![link((PERSON, 0), 0, (BALL, 1)), link((BALL, 0), 0, (PERSON, 0)), link((BALL, 1), 0, (PERSON, 0))];
    let rows = [(PERSON, 0), (BALL, 0), (BALL, 1)];
    let tables = tables(&[&[(BALL, true)], &[(PERSON, false)]]);
    let mut work = Work { tables, changes: all(Change::Insert, &rows), links };
    let written =
        [step(PERSON, Insert(vec![(0, vec![0])])), insert(BALL, &[0, 1]), step(PERSON, Point(vec![(0, vec![0])]))];
    assert_eq!(plan(&work).unwrap(), written);
    work.changes = all(Change::Delete, &rows);
    // The ball that is nobody's favourite waits for nothing.
    let deleted = [
        step(BALL, Delete(vec![0])),
        step(PERSON, Release(vec![(0, vec![0])])),
        step(BALL, Delete(vec![1])),
        step(PERSON, Delete(vec![0])),
    ];
    assert_eq!(plan(&work).unwrap(), deleted);
}

#[test]
fn a_circle_that_cannot_be_broken_names_its_rows() {
    let links = vec![link((0, 0), 0, (0, 1)), link((0, 1), 0, (0, 0)), link((0, 2), 0, (0, 1))];
    let rows = [(0, 0), (0, 1), (0, 2)];
    let work = Work { tables: tables(&[&[(0, false)]]), changes: all(Change::Insert, &rows), links };
    assert_eq!(plan(&work), Err(Cycle { rows: vec![(0, 0), (0, 1)] }));
}

#[test]
fn nothing_is_no_step() {
    assert_eq!(plan(&Work::default()), Ok(Vec::new()));
}

/// A generator of numbers that need not be good, only the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn is(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Models, rows that are there, and changes to them, all at random.
fn world(random: &mut Random) -> (Work, Database) {
    let count = 1 + random.below(5);
    let tables: Vec<Table> = (0..count)
        .map(|_| {
            let keys = random.below(3);
            Table { keys: (0..keys).map(|_| Key { parent: random.below(count), nullable: random.is(60) }).collect() }
        })
        .collect();
    let mut work = Work { tables, ..Work::default() };
    let mut database = Database::default();
    for table in 0..count {
        for row in 0..random.below(6) {
            let row = (table, u32::try_from(row).unwrap());
            let change = [Change::Insert, Change::Insert, Change::Update, Change::Delete][random.below(4)];
            work.changes.push((row, change));
            if change != Change::Insert {
                database.rows.insert(row, BTreeMap::new());
            }
        }
    }
    let changes: BTreeMap<RowId, Change> = work.changes.iter().copied().collect();
    for (child, change) in &changes {
        for (key, of) in work.tables[child.0].keys.clone().iter().enumerate() {
            // Rows that stay refer to rows that stay; rows that go to rows that were there.
            let fits = |(row, other): (&RowId, &Change)| {
                let stays = *other != Change::Delete;
                let fits = if *change == Change::Delete { *other != Change::Insert } else { stays };
                (row.0 == of.parent && fits).then_some(*row)
            };
            let parents: Vec<RowId> = changes.iter().filter_map(fits).collect();
            if parents.is_empty() || (of.nullable && random.is(30)) {
                // A key that has to be something, and cannot be, is taken to be of a row that does not change.
                continue;
            }
            let parent = parents[random.below(parents.len())];
            work.links.push(link(*child, key, parent));
            if *change == Change::Delete {
                database.rows.get_mut(child).unwrap().insert(key, parent);
            }
            // What is changed may have referred to a row that goes.
            let before: Vec<RowId> = changes
                .iter()
                .filter(|(row, other)| row.0 == of.parent && **other != Change::Insert)
                .map(|(row, _)| *row)
                .collect();
            if *change == Change::Update && !before.is_empty() {
                database.rows.get_mut(child).unwrap().insert(key, before[random.below(before.len())]);
            }
        }
    }
    (work, database)
}

/// Rows, and what their foreign keys refer to.
#[derive(Debug, Default, Clone, PartialEq)]
struct Database {
    rows: BTreeMap<RowId, BTreeMap<usize, RowId>>,
}

impl Database {
    /// Carries a step out as a database would, looking at every foreign key at once.
    fn run(&mut self, work: &Work, step: &Step, written: &mut BTreeSet<(RowId, &'static str)>) {
        let table = step.table;
        let of = |row: u32, but: &[usize]| -> BTreeMap<usize, RowId> {
            let links = work.links.iter().filter(|link| link.child == (table, row) && !but.contains(&link.key));
            links.map(|link| (link.key, link.parent)).collect()
        };
        let mut once =
            |row: u32, what| assert!(written.insert(((table, row), what)), "row {row} of {table}: {what} twice");
        match &step.action {
            Insert(rows) => {
                for (row, nulls) in rows {
                    once(*row, "insert");
                    assert!(nulls.iter().all(|key| work.tables[table].keys[*key].nullable), "NULL where there is none");
                    assert!(self.rows.insert((table, *row), of(*row, nulls)).is_none(), "inserted twice");
                }
            }
            Update(rows) => {
                for row in rows {
                    once(*row, "update");
                    assert!(self.rows.insert((table, *row), of(*row, &[])).is_some(), "nothing to update");
                }
            }
            Point(rows) => {
                for (row, keys) in rows {
                    once(*row, "point");
                    let whole = of(*row, &[]);
                    let stored = self.rows.get_mut(&(table, *row)).expect("nothing to point");
                    stored.extend(keys.iter().map(|key| (*key, whole[key])));
                }
            }
            Release(rows) => {
                for (row, keys) in rows {
                    let stored = self.rows.get_mut(&(table, *row)).expect("nothing to release");
                    for key in keys {
                        assert!(work.tables[table].keys[*key].nullable, "NULL where there is none");
                        stored.remove(key);
                    }
                }
            }
            Delete(rows) => {
                for row in rows {
                    once(*row, "delete");
                    assert!(self.rows.remove(&(table, *row)).is_some(), "nothing to delete");
                }
            }
        }
        for (row, keys) in &self.rows {
            for (key, parent) in keys {
                assert!(self.rows.contains_key(parent), "{row:?} refers by {key} to {parent:?}, which is not there");
            }
        }
    }
}

/// Whether links between rows to which the same happens close a circle by keys that cannot be NULL.
fn has_circle(work: &Work) -> bool {
    let changes: BTreeMap<RowId, Change> = work.changes.iter().copied().collect();
    let matters = |link: &&Link| {
        let (child, parent) = (changes[&link.child], changes[&link.parent]);
        let is_hard = !work.tables[link.child.0].keys[link.key].nullable;
        // A row that is deleted may refer to itself; one that is inserted cannot wait for itself.
        let is_own = link.child == link.parent && child == Change::Delete;
        is_hard && child == parent && child != Change::Update && !is_own
    };
    let mut edges: Vec<&Link> = work.links.iter().filter(matters).collect();
    loop {
        let before = edges.len();
        let children: BTreeSet<RowId> = edges.iter().map(|link| link.child).collect();
        edges.retain(|link| children.contains(&link.parent));
        if edges.is_empty() || edges.len() == before {
            return !edges.is_empty();
        }
    }
}

#[test]
fn every_foreign_key_is_valid_after_every_step_and_every_row_is_written_once() {
    let mut random = Random(7);
    let (mut planned, mut circles) = (0, 0);
    for _ in 0..4_000 {
        let (work, mut database) = world(&mut random);
        let steps = match plan(&work) {
            Ok(steps) => steps,
            Err(cycle) => {
                assert!(has_circle(&work), "{cycle:?} of {work:?}");
                circles += 1;
                continue;
            }
        };
        assert!(!has_circle(&work), "{work:?}");
        planned += 1;
        assert_eq!(plan(&work).unwrap(), steps, "the same each time");
        let mut written = BTreeSet::new();
        for step in &steps {
            database.run(&work, step, &mut written);
        }
        for (row, change) in &work.changes {
            let keys: BTreeMap<usize, RowId> =
                work.links.iter().filter(|link| link.child == *row).map(|link| (link.key, link.parent)).collect();
            let expected = (*change != Change::Delete).then_some(&keys);
            assert_eq!(database.rows.get(row), expected, "{row:?} of {work:?}");
        }
    }
    assert!(planned > 1_000 && circles > 50, "{planned} {circles}");
}
