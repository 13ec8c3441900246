//! The models of Chinook: the names of its tables and columns, and the types they are declared with.

use bigdecimal::BigDecimal;
use chrono::NaiveDateTime;
use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Artist", module = "artists")]
pub struct Artist {
    #[model(id, column = "ArtistId")]
    pub id: i64,
    #[model(column = "Name", db_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Album", module = "albums")]
pub struct Album {
    #[model(id, column = "AlbumId")]
    pub id: i64,
    #[model(column = "Title", db_type = "NVARCHAR(160)")]
    pub title: String,
    #[model(column = "ArtistId", index = "IFK_AlbumArtistId", belongs_to(Artist))]
    pub artist_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Genre", module = "genres")]
pub struct Genre {
    #[model(id, column = "GenreId")]
    pub id: i64,
    #[model(column = "Name", db_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "MediaType", module = "media_types")]
pub struct MediaType {
    #[model(id, column = "MediaTypeId")]
    pub id: i64,
    #[model(column = "Name", db_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Track", module = "tracks")]
pub struct Track {
    #[model(id, column = "TrackId")]
    pub id: i64,
    #[model(column = "Name", db_type = "NVARCHAR(200)")]
    pub name: String,
    #[model(column = "AlbumId", index = "IFK_TrackAlbumId", belongs_to(Album))]
    pub album_id: Option<i64>,
    #[model(column = "MediaTypeId", index = "IFK_TrackMediaTypeId", belongs_to(MediaType))]
    pub media_type_id: i64,
    #[model(column = "GenreId", index = "IFK_TrackGenreId", belongs_to(Genre))]
    pub genre_id: Option<i64>,
    #[model(column = "Composer", db_type = "NVARCHAR(220)")]
    pub composer: Option<String>,
    #[model(column = "Milliseconds")]
    pub milliseconds: i32,
    #[model(column = "Bytes")]
    pub bytes: Option<i32>,
    // Money is not a binary fraction: sums of `f64` would be off in the last cent.
    #[model(column = "UnitPrice", db_type = "NUMERIC(10,2)")]
    pub unit_price: BigDecimal,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Playlist", module = "playlists")]
pub struct Playlist {
    #[model(id, column = "PlaylistId")]
    pub id: i64,
    #[model(column = "Name", db_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "PlaylistTrack", module = "playlist_tracks", primary_key(playlist_id, track_id))]
pub struct PlaylistTrack {
    #[model(column = "PlaylistId", index = "IFK_PlaylistTrackPlaylistId", belongs_to(Playlist))]
    pub playlist_id: i64,
    #[model(column = "TrackId", index = "IFK_PlaylistTrackTrackId", belongs_to(Track))]
    pub track_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Employee", module = "employees")]
pub struct Employee {
    #[model(id, column = "EmployeeId")]
    pub id: i64,
    #[model(column = "LastName", db_type = "NVARCHAR(20)")]
    pub last_name: String,
    #[model(column = "FirstName", db_type = "NVARCHAR(20)")]
    pub first_name: String,
    #[model(column = "Title", db_type = "NVARCHAR(30)")]
    pub title: Option<String>,
    #[model(column = "ReportsTo", index = "IFK_EmployeeReportsTo", belongs_to(Employee))]
    pub reports_to: Option<i64>,
    #[model(column = "BirthDate", db_type = "DATETIME")]
    pub birth_date: Option<NaiveDateTime>,
    #[model(column = "HireDate", db_type = "DATETIME")]
    pub hire_date: Option<NaiveDateTime>,
    #[model(column = "Address", db_type = "NVARCHAR(70)")]
    pub address: Option<String>,
    #[model(column = "City", db_type = "NVARCHAR(40)")]
    pub city: Option<String>,
    #[model(column = "State", db_type = "NVARCHAR(40)")]
    pub state: Option<String>,
    #[model(column = "Country", db_type = "NVARCHAR(40)")]
    pub country: Option<String>,
    #[model(column = "PostalCode", db_type = "NVARCHAR(10)")]
    pub postal_code: Option<String>,
    #[model(column = "Phone", db_type = "NVARCHAR(24)")]
    pub phone: Option<String>,
    #[model(column = "Fax", db_type = "NVARCHAR(24)")]
    pub fax: Option<String>,
    #[model(column = "Email", db_type = "NVARCHAR(60)")]
    pub email: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Customer", module = "customers")]
pub struct Customer {
    #[model(id, column = "CustomerId")]
    pub id: i64,
    #[model(column = "FirstName", db_type = "NVARCHAR(40)")]
    pub first_name: String,
    #[model(column = "LastName", db_type = "NVARCHAR(20)")]
    pub last_name: String,
    #[model(column = "Company", db_type = "NVARCHAR(80)")]
    pub company: Option<String>,
    #[model(column = "Address", db_type = "NVARCHAR(70)")]
    pub address: Option<String>,
    #[model(column = "City", db_type = "NVARCHAR(40)")]
    pub city: Option<String>,
    #[model(column = "State", db_type = "NVARCHAR(40)")]
    pub state: Option<String>,
    #[model(column = "Country", db_type = "NVARCHAR(40)")]
    pub country: Option<String>,
    #[model(column = "PostalCode", db_type = "NVARCHAR(10)")]
    pub postal_code: Option<String>,
    #[model(column = "Phone", db_type = "NVARCHAR(24)")]
    pub phone: Option<String>,
    #[model(column = "Fax", db_type = "NVARCHAR(24)")]
    pub fax: Option<String>,
    #[model(column = "Email", db_type = "NVARCHAR(60)")]
    pub email: String,
    #[model(column = "SupportRepId", index = "IFK_CustomerSupportRepId", belongs_to(Employee, name = "support_rep"))]
    pub support_rep_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Invoice", module = "invoices")]
pub struct Invoice {
    #[model(id, column = "InvoiceId")]
    pub id: i64,
    #[model(column = "CustomerId", index = "IFK_InvoiceCustomerId", belongs_to(Customer))]
    pub customer_id: i64,
    #[model(column = "InvoiceDate", db_type = "DATETIME")]
    pub date: NaiveDateTime,
    #[model(column = "BillingAddress", db_type = "NVARCHAR(70)")]
    pub billing_address: Option<String>,
    #[model(column = "BillingCity", db_type = "NVARCHAR(40)")]
    pub billing_city: Option<String>,
    #[model(column = "BillingState", db_type = "NVARCHAR(40)")]
    pub billing_state: Option<String>,
    #[model(column = "BillingCountry", db_type = "NVARCHAR(40)")]
    pub billing_country: Option<String>,
    #[model(column = "BillingPostalCode", db_type = "NVARCHAR(10)")]
    pub billing_postal_code: Option<String>,
    #[model(column = "Total", db_type = "NUMERIC(10,2)")]
    pub total: BigDecimal,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "InvoiceLine", module = "invoice_lines")]
pub struct InvoiceLine {
    #[model(id, column = "InvoiceLineId")]
    pub id: i64,
    #[model(column = "InvoiceId", index = "IFK_InvoiceLineInvoiceId", belongs_to(Invoice))]
    pub invoice_id: i64,
    #[model(column = "TrackId", index = "IFK_InvoiceLineTrackId", belongs_to(Track))]
    pub track_id: i64,
    #[model(column = "UnitPrice", db_type = "NUMERIC(10,2)")]
    pub unit_price: BigDecimal,
    #[model(column = "Quantity")]
    pub quantity: i32,
}

// In the order of the alphabet: the tables are created in an order that their foreign keys allow.
schema! {
    pub Chinook: Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Playlist, PlaylistTrack, Track
}
