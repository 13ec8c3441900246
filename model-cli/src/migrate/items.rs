//! Constraints and indexes of a table that come, go, or get another name.

use model_runtime::schema::{
    Check, Ddl, Difference, Exclusion, ForeignKey, Index, IndexColumn, Part, PrimaryKey, Table, Unique,
};

use super::pairs::{Pair, mentions_any};

/// A constraint or an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item<'w> {
    PrimaryKey(&'w PrimaryKey),
    Unique(&'w Unique),
    Check(&'w Check),
    Exclusion(&'w Exclusion),
    Index(&'w Index),
    ForeignKey(&'w ForeignKey),
}

/// What becomes of the constraints and indexes of a table.
#[derive(Debug, Default)]
pub(super) struct Items<'w> {
    pub(super) gone: Vec<Item<'w>>,
    pub(super) come: Vec<Item<'w>>,
    /// What only gets another name: before and after.
    pub(super) renamed: Vec<(Item<'w>, Item<'w>)>,
}

impl<'w> Item<'w> {
    pub(super) fn name(&self) -> Option<&'w str> {
        match *self {
            Self::PrimaryKey(key) => key.name.as_deref(),
            Self::Unique(unique) => unique.name.as_deref(),
            Self::Check(check) => check.name.as_deref(),
            Self::Exclusion(exclusion) => exclusion.name.as_deref(),
            Self::Index(index) => Some(&index.name),
            Self::ForeignKey(key) => key.name.as_deref(),
        }
    }

    /// The columns that it is made of, as far as they have no expression around them.
    pub(super) fn columns(&self) -> Vec<&'w str> {
        match *self {
            Self::PrimaryKey(PrimaryKey { columns, .. })
            | Self::Unique(Unique { columns, .. })
            | Self::ForeignKey(ForeignKey { columns, .. }) => columns.iter().map(|column| &**column).collect(),
            Self::Index(index) => {
                let plain = index.columns.iter().filter_map(|column| match column {
                    IndexColumn::Column(name) | IndexColumn::Descending(name) => Some(&**name),
                    IndexColumn::Expression(_) => None,
                });
                plain.chain(index.include.iter().map(|name| &**name)).collect()
            }
            Self::Check(_) | Self::Exclusion(_) => Vec::new(),
        }
    }

    /// The SQL in it.
    fn expressions(&self) -> Vec<&'w str> {
        match *self {
            Self::Check(check) => vec![&check.condition],
            Self::Exclusion(exclusion) => vec![&exclusion.definition],
            Self::Index(index) => {
                let parts = index.columns.iter().filter_map(|column| match column {
                    IndexColumn::Expression(sql) => Some(&**sql),
                    _ => None,
                });
                parts.chain(index.filter.as_deref()).collect()
            }
            Self::Unique(unique) => unique.options.as_deref().into_iter().collect(),
            Self::PrimaryKey(_) | Self::ForeignKey(_) => Vec::new(),
        }
    }

    /// Whether it has these columns in an expression.
    pub(super) fn computes_with<DB: Ddl>(&self, columns: &[&str]) -> bool {
        self.expressions().into_iter().any(|sql| mentions_any::<DB>(sql, columns))
    }

    /// Whether it is made of one of these columns, in whatever way.
    pub(super) fn involves<DB: Ddl>(&self, columns: &[&str]) -> bool {
        self.computes_with::<DB>(columns)
            || self.columns().into_iter().any(|own| columns.iter().any(|other| DB::same_name(own, other)))
    }

    /// Whether another one is the same under another name.
    fn is_like(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::PrimaryKey(a), Self::PrimaryKey(b)) => PrimaryKey { name: b.name.clone(), ..a.clone() } == *b,
            (Self::Unique(a), Self::Unique(b)) => Unique { name: b.name.clone(), ..a.clone() } == *b,
            (Self::Check(a), Self::Check(b)) => a.condition == b.condition,
            (Self::Exclusion(a), Self::Exclusion(b)) => a.definition == b.definition,
            (Self::Index(a), Self::Index(b)) => Index { name: b.name.clone(), ..a.clone() } == *b,
            (Self::ForeignKey(a), Self::ForeignKey(b)) => ForeignKey { name: b.name.clone(), ..a.clone() } == *b,
            _ => false,
        }
    }

    /// Whether these columns can be looked up by it: it starts with them.
    pub(super) fn covers<DB: Ddl>(&self, columns: &[String]) -> bool {
        let own = match self {
            Self::PrimaryKey(_) | Self::Unique(_) => self.columns(),
            Self::Index(index) if index.filter.is_none() => self.columns(),
            _ => return false,
        };
        own.len() >= columns.len() && own.iter().zip(columns).all(|(own, column)| DB::same_name(own, column))
    }

    /// Whether it keeps these columns unique for foreign keys that refer to them, which may name them in an order of their own.
    pub(super) fn is_key_of<DB: Ddl>(&self, columns: &[String]) -> bool {
        let own = match self {
            Self::PrimaryKey(_) | Self::Unique(_) => self.columns(),
            Self::Index(index) if index.unique && index.filter.is_none() => {
                self.columns().into_iter().take(index.columns.len()).collect()
            }
            _ => return false,
        };
        let is_named = |own: &&str| columns.iter().any(|column| DB::same_name(own, column));
        own.len() == columns.len() && own.iter().all(is_named)
    }
}

/// All constraints and indexes of a table but its foreign keys.
pub(super) fn all_of(table: &Table) -> Vec<Item<'_>> {
    let key = table.primary_key.iter().map(Item::PrimaryKey);
    let uniques = table.uniques.iter().map(Item::Unique);
    let checks = table.checks.iter().map(Item::Check);
    let exclusions = table.exclusions.iter().map(Item::Exclusion);
    key.chain(uniques).chain(checks).chain(exclusions).chain(table.indexes.iter().map(Item::Index)).collect()
}

impl<'w> Items<'w> {
    /// What becomes of those of a table, apart from its foreign keys. `remade` are columns that go and come back, `retyped` those whose type changes: what
    /// is made of the former, and what computes with the latter, is made anew.
    pub(super) fn of<DB: Ddl>(pair: &Pair<'w>, retyped: &[&str], remade: &[&str]) -> Self {
        let (old, new) = (all_of(pair.old), all_of(pair.new));
        let anew = |item: &Item<'_>| item.computes_with::<DB>(retyped) || item.involves::<DB>(remade);
        let mut items = Self::default();
        items.differing::<DB>(&pair.differences, &old, &new);
        for item in &new {
            let same = old
                .iter()
                .find(|old| std::mem::discriminant(*old) == std::mem::discriminant(item) && is_named::<DB>(old, item));
            if let Some(same) = same.filter(|_| anew(item) && !items.come.contains(item)) {
                items.gone.push(*same);
                items.come.push(*item);
            }
        }
        items.leave_key::<DB>(pair);
        items.renamed = items.take_renamed::<DB>(anew);
        items.gone.dedup();
        items
    }

    /// Those, among these of before and after, that differences are about.
    pub(super) fn differing<DB: Ddl>(&mut self, differences: &[Difference], old: &[Item<'w>], new: &[Item<'w>]) {
        for difference in differences {
            let find = |list: &[Item<'w>], label: &str| {
                list.iter().copied().find(|item| fits::<DB>(item, &difference.part, label))
            };
            let label = difference.part.name();
            if difference.found.is_some() {
                self.gone.extend(find(old, difference.found_name.as_deref().unwrap_or(label)));
            }
            if difference.expected.is_some() {
                self.come.extend(find(new, label));
            }
        }
    }

    /// A key that stays as it is, and is only counted now, is left alone; so is one that comes with the column that it counts.
    fn leave_key<DB: Ddl>(&mut self, pair: &Pair<'w>) {
        let is_key = |item: &Item<'w>| matches!(item, Item::PrimaryKey(_));
        let key = |list: &[Item<'w>]| list.iter().copied().find(is_key);
        if let (Some(Item::PrimaryKey(old)), Some(Item::PrimaryKey(new))) = (key(&self.gone), key(&self.come))
            && old == new
        {
            self.gone.retain(|item| !is_key(item));
            self.come.retain(|item| !is_key(item));
        }
        if pair.comes_counted::<DB>().is_some() {
            self.come.retain(|item| !is_key(item));
        }
    }

    /// What is gone and comes back under another name, and does not have to be made anew.
    pub(super) fn take_renamed<DB: Ddl>(&mut self, anew: impl Fn(&Item<'w>) -> bool) -> Vec<(Item<'w>, Item<'w>)> {
        let mut renamed: Vec<(Item<'w>, Item<'w>)> = Vec::new();
        self.come.retain(|new| {
            let like =
                self.gone.iter().position(|old| old.is_like(new) && old.name() != new.name() && old.name().is_some());
            match like.filter(|_| new.name().is_some() && !anew(new)) {
                Some(at) => {
                    renamed.push((self.gone.remove(at), *new));
                    false
                }
                None => true,
            }
        });
        // A name that another one has until then is not free: the two may swap theirs.
        let olds: Vec<Option<&str>> = renamed.iter().map(|(old, _)| old.name()).collect();
        let is_taken =
            |new: &Item<'_>| olds.iter().flatten().any(|old| new.name().is_some_and(|new| DB::same_name(old, new)));
        let (anew, renamed): (Vec<_>, Vec<_>) = renamed.into_iter().partition(|(_, new)| is_taken(new));
        self.go_and_come(anew);
        renamed
    }

    /// Makes anew what was to be renamed, where a test says so of what it becomes.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(super) fn make_anew(&mut self, test: impl Fn(&Item<'w>) -> bool) {
        let (anew, renamed) = std::mem::take(&mut self.renamed).into_iter().partition(|(_, new)| test(new));
        self.renamed = renamed;
        self.go_and_come(anew);
    }

    fn go_and_come(&mut self, anew: Vec<(Item<'w>, Item<'w>)>) {
        for (old, new) in anew {
            self.gone.push(old);
            self.come.push(new);
        }
    }
}

fn is_named<DB: Ddl>(a: &Item<'_>, b: &Item<'_>) -> bool {
    a.name().zip(b.name()).is_some_and(|(a, b)| DB::same_name(a, b))
}

/// Whether a difference is about it.
fn fits<DB: Ddl>(item: &Item<'_>, part: &Part, label: &str) -> bool {
    let named = || match item.name() {
        Some(name) => DB::same_name(name, label),
        None => item.columns().join(", ") == label,
    };
    match (item, part) {
        (Item::PrimaryKey(_), Part::PrimaryKey) => true,
        // An index may stand in the place of a constraint.
        (Item::Unique(_) | Item::Index(_), Part::Unique(_))
        | (Item::Check(_), Part::Check(_))
        | (Item::Exclusion(_), Part::Exclusion(_))
        | (Item::Index(_), Part::Index(_))
        | (Item::ForeignKey(_), Part::ForeignKey(_)) => named(),
        _ => false,
    }
}
