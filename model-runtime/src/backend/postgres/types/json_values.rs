//! Fields of any serde type as values of `json` or `jsonb`: one at a time, and as arrays.

/// Lets serde types, behind the markers `$As` and `$AsNullable`, be bound as the SQL type `$Sql`.
macro_rules! json_values {
    ($Sql:ident, $As:ident, $AsNullable:ident) => {
        const _: () = {
            use ::diesel::pg::PgTypeMetadata;
            use ::diesel::query_builder::AstPass;
            use ::diesel::result::QueryResult;
            use ::diesel::serialize::{self, Output, ToSql};
            use ::diesel::sql_types::{Array, HasSqlType, Nullable, $Sql as Sql};
            use ::serde::Serialize;
            use ::std::marker::PhantomData;
            use $crate::backend::postgres::array;
            use $crate::model::{Cells, Value};
            use $crate::types::JsonField;

            impl<T: Serialize + 'static> Value<$As, Pg> for T {
                fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                    out.push_bind_param::<Sql, dyn JsonField>(self)
                }

                fn bind_cells<'b>(cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                    out.push_bind_param::<JsonArray<$As, T>, dyn Cells + 'b>(cells)
                }
            }

            impl<T: Serialize + 'static> Value<$AsNullable, Pg> for Option<T> {
                fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                    match self {
                        Some(value) => out.push_bind_param::<Sql, dyn JsonField>(value),
                        None => out.push_bind_param::<Nullable<Sql>, Option<::serde_json::Value>>(&None),
                    }
                }

                fn bind_cells<'b>(cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                    out.push_bind_param::<JsonArray<$AsNullable, T>, dyn Cells + 'b>(cells)
                }
            }

            /// The SQL type of an array of values of the Rust type `T` that may be NULL or not.
            struct JsonArray<As, T>(PhantomData<fn() -> (As, T)>);

            impl<As, T> HasSqlType<JsonArray<As, T>> for Pg {
                fn metadata(lookup: &mut Self::MetadataLookup) -> PgTypeMetadata {
                    <Self as HasSqlType<Array<Sql>>>::metadata(lookup)
                }
            }

            impl<T: Serialize + 'static> ToSql<JsonArray<$As, T>, Pg> for dyn Cells + '_ {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                    array::write::<Sql, &dyn JsonField>(&array::values(self, |value: &T| value as _)?, out)
                }
            }

            impl<T: Serialize + 'static> ToSql<JsonArray<$AsNullable, T>, Pg> for dyn Cells + '_ {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                    let element = |value: &'b Option<T>| value.as_ref().map(|value| value as _);
                    array::write::<Nullable<Sql>, Option<&dyn JsonField>>(&array::values(self, element)?, out)
                }
            }
        };
    };
}
pub(super) use json_values;
