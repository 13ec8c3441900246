//! Tables as `diesel print-schema` writes them, for models in other crates.
#![allow(missing_docs)]

diesel::table! {
    e_memberships (group_name, user_id) {
        group_name -> Varchar,
        user_id -> Integer,
        role -> Text,
    }
}

diesel::table! {
    e_posts (id) {
        id -> Integer,
        user_id -> Integer,
        title -> Varchar,
        topic_id -> Nullable<BigInt>,
        answers_id -> Nullable<Integer>,
        version -> Integer,
    }
}

diesel::table! {
    e_users (id) {
        id -> Integer,
        name -> Varchar,
        email -> Nullable<Text>,
        #[sql_name = "type"]
        type_ -> Varchar,
        #[sql_name = "is-active"]
        is_active -> Bool,
        score -> Double,
        small -> SmallInt,
        picture -> Nullable<Binary>,
        born -> Nullable<Date>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::joinable!(e_memberships -> e_users (user_id));
diesel::joinable!(e_posts -> e_users (user_id));

diesel::allow_tables_to_appear_in_same_query!(e_memberships, e_posts, e_users);
