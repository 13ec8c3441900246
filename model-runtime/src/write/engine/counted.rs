//! Keys that count up, made from the first of them and the step to the next.

use std::any::Any;

use crate::model::same;

/// What an INSERT gives back of a key that is an integer; `None` of any other, and if the number is no such key.
pub(super) fn from_number<R: 'static>(number: i64) -> Option<R> {
    macro_rules! integers { ($($int:ty),*) => { $(
        if let Some(made) = <$int>::try_from(number).ok().and_then(|key| same((key,))) {
            return Some(made);
        }
    )* } }
    integers!(i64, i32, u64, u32, i16, u16);
    None
}

/// The key in what an INSERT gives back, if it is an integer.
pub(super) fn number<R: 'static>(made: &R) -> Option<i64> {
    let made: &dyn Any = made;
    macro_rules! integers { ($($int:ty),*) => { $(
        if let Some((key,)) = made.downcast_ref::<($int,)>() {
            return i64::try_from(*key).ok();
        }
    )* } }
    integers!(i64, i32, u64, u32, i16, u16);
    None
}

#[cfg(test)]
mod tests {
    use super::{from_number, number};

    #[test]
    fn integers_of_every_width_are_keys() {
        assert_eq!(from_number::<(i64,)>(7), Some((7,)));
        assert_eq!(from_number::<(u16,)>(65_535), Some((65_535,)));
        assert_eq!(from_number::<(u16,)>(65_536), None);
        assert_eq!(from_number::<(i16,)>(-1), Some((-1,)));
        assert_eq!(from_number::<(String,)>(1), None);
        assert_eq!((number(&(5_u32,)), number(&(u64::MAX,)), number(&("5",))), (Some(5), None, None));
    }
}
