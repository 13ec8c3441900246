use model_runtime::prelude::*;
use model_runtime::{Find, Persist};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(view)]
pub struct SalesReport {
    #[model(id)]
    pub name: String,
    pub total: i64,
}

fn read<M: Model<Key = String> + Find<AnyConnection>>(conn: &mut AnyConnection) -> model_runtime::Result<M> {
    M::find("ann", conn)
}

fn write<M: Persist<AnyConnection>>(mut row: M, conn: &mut AnyConnection) -> model_runtime::Result<()> {
    row.reload(conn)?;
    row.save(conn)
}

fn of_a_view(conn: &mut AnyConnection) -> model_runtime::Result<()> {
    let report: SalesReport = read(conn)?;
    write(report, conn)
}

fn main() {}
