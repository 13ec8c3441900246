//! Users and posts: create, read, filter, update, page and delete.

fn main() {}
