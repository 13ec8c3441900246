//! The structs that a Diesel code base has: one to read, one to insert.

// Written as in an application, where they are public and seldom documented field by field.
#![allow(missing_docs, unreachable_pub)]

use diesel::prelude::*;

use crate::schema::{comments, users};

#[derive(Queryable, Selectable, Identifiable, Debug)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i32,
    pub name: String,
    pub email: String,
}

#[derive(Insertable)]
#[diesel(table_name = users)]
pub struct NewUser<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

#[derive(Insertable)]
#[diesel(table_name = comments)]
pub struct NewComment<'a> {
    pub post_id: i32,
    pub body: &'a str,
}
