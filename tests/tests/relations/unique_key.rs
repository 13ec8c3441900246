//! Foreign keys that are no relations: to columns that are unique and not the primary key.

use model_runtime::Session;
use model_runtime::prelude::*;
use model_runtime::session::State;

use crate::db;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "u_countries", unique(code, language))]
pub struct Country {
    pub id: i64,
    #[validate(length(max = 2))]
    #[model(unique)]
    pub code: String,
    #[validate(length(max = 2))]
    pub language: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "u_cities",
    foreign_key(columns(country_code), references(Country, "code"), on_delete = "cascade", on_update = "cascade")
)]
pub struct City {
    pub id: i64,
    pub name: String,
    #[validate(length(max = 2))]
    #[model(index)]
    pub country_code: String,
}

/// A key of two columns, in another order than that of the fields.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "u_accents",
    index(country, spoken),
    foreign_key(
        columns(country, spoken),
        references(Country, "code", "language"),
        constraint = "fk_of_language",
        on_delete = "set null"
    )
)]
pub struct Accent {
    pub id: i64,
    #[validate(length(max = 2))]
    pub spoken: Option<String>,
    #[validate(length(max = 2))]
    pub country: Option<String>,
}

/// Two rows of one table, the second by a text that is unique.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "u_parts", foreign_key(columns(part_of), references(Part, "serial")))]
pub struct Part {
    pub id: i64,
    #[validate(length(max = 20))]
    #[model(unique)]
    pub serial: String,
    #[validate(length(max = 20))]
    #[model(index)]
    pub part_of: Option<String>,
}

schema! { pub World: Accent, City, Country, Part }

fn country(code: &str) -> NewCountry {
    NewCountry { code: code.into(), language: code.into() }
}

fn city(name: &str, code: &str) -> NewCity {
    NewCity { name: name.into(), country_code: code.into() }
}

#[test]
fn the_database_knows_them() {
    let mut conn = db::empty();
    World::create_all(&mut conn).unwrap();
    model_runtime::assert_no_drift!(&mut conn, World);
    let at = country("at").insert(&mut conn).unwrap();
    let graz = city("Graz", "at").insert(&mut conn).unwrap();
    let error = city("Bern", "ch").insert(&mut conn).unwrap_err();
    assert!(error.violates(CityConstraint::CountryCodeFk), "{error}");
    let accent = |spoken: &str| NewAccent { spoken: Some(spoken.into()), country: Some("at".into()) };
    let error = accent("fr").insert(&mut conn).unwrap_err();
    assert!(error.violates(AccentConstraint::CountrySpokenFk), "{error}");
    let accent = accent("at").insert(&mut conn).unwrap();
    Country::update(at.id, CountryPatch { language: Set("de".into()), ..Default::default() }, &mut conn).unwrap_err();
    at.delete(&mut conn).unwrap();
    assert_eq!(City::get(graz.id, &mut conn).unwrap(), None);
    let kept = Accent::find(accent.id, &mut conn).unwrap();
    assert_eq!((kept.spoken, kept.country), (None, None));
    let part = |serial: &str, of: Option<&str>| NewPart { serial: serial.into(), part_of: of.map(Into::into) };
    let wheel = Part::insert_many([part("car", None), part("wheel", Some("car"))], &mut conn).unwrap().remove(1);
    assert_eq!(wheel.part_of.as_deref(), Some("car"));
    let error = part("nut", Some("bolt")).insert(&mut conn).unwrap_err();
    assert!(error.violates(PartConstraint::PartOfFk), "{error}");
    assert_eq!(World::drop_all(&mut conn).unwrap().len(), 4);
}

#[test]
fn a_session_writes_in_their_order() {
    let mut conn = db::empty();
    World::create_all(&mut conn).unwrap();
    let mut session = Session::new(conn);
    let graz = session.add(city("Graz", "at")).unwrap();
    let at = session.add(country("at")).unwrap();
    let wien = session.add(city("Wien", "at")).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(graz), State::Persistent);
    // With a row the database deletes others, and nobody here knows which: they are read again.
    let (graz, wien) = (session.key(graz).unwrap(), session.key(wien).unwrap());
    session.delete(at).unwrap();
    session.flush().unwrap();
    assert_eq!(session.get::<City>(graz).unwrap(), None);
    session.rollback().unwrap();
    assert!(session.get::<City>(wien).unwrap().is_some());
    // What refers goes before what it refers to.
    let wien = session.find::<City>(wien).unwrap();
    let graz = session.find::<City>(graz).unwrap();
    for row in [wien, graz] {
        session.delete(row).unwrap();
    }
    session.delete(at).unwrap();
    session.commit().unwrap();
    assert_eq!(City::count(&mut session).unwrap(), 0);
}
