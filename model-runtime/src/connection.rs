//! What a connection is to the verbs: it chooses what they return.

/// A connection that runs verbs; its kind decides what a verb returns.
///
/// Blocking connections return [`Result<T>`](crate::Result); asynchronous ones will return a future of it. Everything
/// above the statements is written once against this trait.
pub trait Exec: Sized {
    /// What a verb that makes a `T` returns.
    type Ret<'c, T: Send + 'c>;
}

/// Anything that leads to a connection: a connection itself, `&mut` of one, a guard of a pool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a database connection",
    label = "expected a connection, or a guard that leads to one",
    note = "get one from a pool with `db.get()?`, or establish one with Diesel, and pass `&mut conn`"
)]
pub trait Conn {
    /// The connection itself.
    type Raw: Exec;
    /// Leads to the connection.
    fn raw(&mut self) -> &mut Self::Raw;
}

impl<C: Conn> Conn for &mut C {
    type Raw = C::Raw;
    fn raw(&mut self) -> &mut C::Raw {
        (**self).raw()
    }
}

impl<Manager> Conn for diesel::r2d2::PooledConnection<Manager>
where
    Manager: diesel::r2d2::ManageConnection<Connection: Exec>,
{
    type Raw = Manager::Connection;
    fn raw(&mut self) -> &mut Manager::Connection {
        self
    }
}

/// A connection whose verbs return at once, for code that is generic over connections but not asynchronous.
pub trait Blocking: Exec {
    /// The result of a verb.
    ///
    /// # Errors
    /// Those of the verb.
    fn now<'c, T: Send + 'c>(result: Self::Ret<'c, T>) -> crate::Result<T>;
}

/// What `C`'s verbs return for a `T`.
pub type Ret<'c, C, T> = <<C as Conn>::Raw as Exec>::Ret<'c, T>;
