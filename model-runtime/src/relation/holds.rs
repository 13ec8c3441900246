//! How many related rows there are, and how they are held.

use std::sync::Arc;

/// How many rows a relation leads to, and what holds them.
pub trait Holds: 'static {
    /// What is held for a row.
    type Of<T>;
    /// What is lent of it.
    type View<'a, T: 'a>;
    /// Where the rows of one key are gathered.
    type Slot<T>: Default;

    /// Whether several rows share what they lead to. Otherwise each has its own.
    const SHARED: bool;
    /// Whether a row may have several.
    const SEVERAL: bool = false;

    /// An empty slot with room for so many rows.
    fn slot<T>(_rows: usize) -> Self::Slot<T> {
        Self::Slot::default()
    }

    /// Adds a row; says whether there was room for it.
    fn put<T>(slot: &mut Self::Slot<T>, row: T) -> bool;

    /// What is held for a row; `None` if there has to be a row and there is none.
    fn take<T>(slot: Option<&mut Self::Slot<T>>) -> Option<Self::Of<T>>;

    /// Lends what is held.
    fn view<T>(held: &Self::Of<T>) -> Self::View<'_, T>;

    /// Every row that is held.
    fn each<T>(held: &Self::Of<T>) -> &[T];

    /// What stands for the rows in a session.
    type Handles<T>;

    /// What stands for the rows in a session; `None` if there has to be one and there is none, or several where one can be.
    fn handles<T>(rows: Vec<T>) -> Option<Self::Handles<T>>;
}

/// The only one of rows, or none of them; `None` if there are several.
#[allow(clippy::option_option)]
fn at_most_one<T>(mut rows: Vec<T>) -> Option<Option<T>> {
    let row = rows.pop();
    rows.is_empty().then_some(row)
}

/// One parent, always.
#[derive(Debug)]
pub enum One {}

/// One parent, or none where the foreign key is NULL.
#[derive(Debug)]
pub enum Optional {}

/// One child, or none.
#[derive(Debug)]
pub enum Maybe {}

/// Any number of rows.
#[derive(Debug)]
pub enum Many {}

impl Holds for One {
    type Of<T> = Arc<T>;
    type View<'a, T: 'a> = &'a T;
    type Slot<T> = Option<Arc<T>>;
    const SHARED: bool = true;

    fn put<T>(slot: &mut Option<Arc<T>>, row: T) -> bool {
        put(slot, Arc::new(row))
    }
    fn take<T>(slot: Option<&mut Option<Arc<T>>>) -> Option<Arc<T>> {
        slot?.clone()
    }
    fn view<T>(held: &Arc<T>) -> &T {
        held
    }
    fn each<T>(held: &Arc<T>) -> &[T] {
        std::slice::from_ref(held)
    }

    type Handles<T> = T;
    fn handles<T>(rows: Vec<T>) -> Option<T> {
        at_most_one(rows).flatten()
    }
}

impl Holds for Optional {
    type Of<T> = Option<Arc<T>>;
    type View<'a, T: 'a> = Option<&'a T>;
    type Slot<T> = Option<Arc<T>>;
    const SHARED: bool = true;

    fn put<T>(slot: &mut Option<Arc<T>>, row: T) -> bool {
        put(slot, Arc::new(row))
    }
    fn take<T>(slot: Option<&mut Option<Arc<T>>>) -> Option<Option<Arc<T>>> {
        Some(slot.and_then(|slot| slot.clone()))
    }
    fn view<T>(held: &Option<Arc<T>>) -> Option<&T> {
        held.as_deref()
    }
    fn each<T>(held: &Option<Arc<T>>) -> &[T] {
        held.as_deref().map_or(&[], std::slice::from_ref)
    }

    type Handles<T> = Option<T>;
    fn handles<T>(rows: Vec<T>) -> Option<Option<T>> {
        at_most_one(rows)
    }
}

impl Holds for Maybe {
    type Of<T> = Option<T>;
    type View<'a, T: 'a> = Option<&'a T>;
    type Slot<T> = Option<T>;
    const SHARED: bool = false;

    fn put<T>(slot: &mut Option<T>, row: T) -> bool {
        put(slot, row)
    }
    fn take<T>(slot: Option<&mut Option<T>>) -> Option<Option<T>> {
        Some(slot.and_then(Option::take))
    }
    fn view<T>(held: &Option<T>) -> Option<&T> {
        held.as_ref()
    }
    fn each<T>(held: &Option<T>) -> &[T] {
        held.as_slice()
    }

    type Handles<T> = Option<T>;
    fn handles<T>(rows: Vec<T>) -> Option<Option<T>> {
        at_most_one(rows)
    }
}

impl Holds for Many {
    type Of<T> = Vec<T>;
    type View<'a, T: 'a> = &'a [T];
    type Slot<T> = Vec<T>;
    const SHARED: bool = false;
    const SEVERAL: bool = true;

    fn slot<T>(rows: usize) -> Vec<T> {
        Vec::with_capacity(rows)
    }
    fn put<T>(slot: &mut Vec<T>, row: T) -> bool {
        slot.push(row);
        true
    }
    fn take<T>(slot: Option<&mut Vec<T>>) -> Option<Vec<T>> {
        Some(slot.map(std::mem::take).unwrap_or_default())
    }
    fn view<T>(held: &Vec<T>) -> &[T] {
        held
    }
    fn each<T>(held: &Vec<T>) -> &[T] {
        held
    }

    type Handles<T> = Vec<T>;
    fn handles<T>(rows: Vec<T>) -> Option<Vec<T>> {
        Some(rows)
    }
}

fn put<T>(slot: &mut Option<T>, row: T) -> bool {
    let free = slot.is_none();
    if free {
        *slot = Some(row);
    }
    free
}

/// A relation that may lead nowhere, so that a condition can leave rows out.
#[diagnostic::on_unimplemented(
    message = "this relation always has its row, which no condition can leave out",
    label = "each row has exactly one here",
    note = "filter the rows that have the relation: `.filter(Post::author().any(users::name.eq(\"Ann\")))`"
)]
pub trait MayMiss {}
impl MayMiss for Optional {}
impl MayMiss for Maybe {}
impl MayMiss for Many {}

/// A relation that leads to any number of rows, which have an order.
#[diagnostic::on_unimplemented(
    message = "this relation leads to one row, which has no order and no limit",
    label = "at most one row here",
    note = "`order` and `limit` are for `has_many` and `many_to_many`"
)]
pub trait Plural {}
impl Plural for Many {}

/// A relation that leads to one row at most.
#[diagnostic::on_unimplemented(
    message = "this relation leads to any number of rows, of which none is the only one",
    label = "any number of rows here",
    note = "`contains` finds the rows that a row is among those of"
)]
pub trait Single {}
impl Single for One {}
impl Single for Optional {}
impl Single for Maybe {}
