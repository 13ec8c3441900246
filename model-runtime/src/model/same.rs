//! A value of one type as a value of another, where both turn out to be one type.

use std::any::Any;

/// The value as what it is.
pub(crate) fn same<V: 'static, T: 'static>(value: V) -> Option<T> {
    let mut value = Some(value);
    let value: &mut dyn Any = &mut value;
    value.downcast_mut::<Option<T>>()?.take()
}
