//! Queries of every day, against numbers that plain SQL gives.

use bigdecimal::BigDecimal;
use chrono::NaiveDate;
use model_runtime::prelude::*;

use crate::models::*;
use crate::{chinook, number, words};

#[test]
fn filters_and_orders() {
    let Some(db) = chinook() else { return };
    let mut conn = db.get().unwrap();
    let rock = Genre::query().filter(genres::name.eq("Rock")).one(&mut conn).unwrap();
    let tracks = Track::query().filter(tracks::genre_id.eq(rock.id));
    let sql = "SELECT count(*) FROM Track JOIN Genre USING (GenreId) WHERE Genre.Name = 'Rock'";
    assert_eq!(tracks.count(&mut conn).unwrap(), number(sql, &mut conn));

    let longest = Track::query().order(tracks::milliseconds.desc()).then_order_by(tracks::id).limit(5).all(&mut conn);
    let sql = "SELECT Name AS value FROM Track ORDER BY Milliseconds DESC, TrackId LIMIT 5";
    let longest: Vec<String> = longest.unwrap().into_iter().map(|track| track.name).collect();
    assert_eq!(longest, words(sql, &mut conn));

    let unknown = Track::query().filter(tracks::composer.is_null()).or_filter(tracks::bytes.lt(100_000));
    let sql = "SELECT count(*) FROM Track WHERE Composer IS NULL OR Bytes < 100000";
    assert_eq!(unknown.count(&mut conn).unwrap(), number(sql, &mut conn));

    let city: Option<&str> = Some("London");
    let country: Option<&str> = None;
    let customers = Customer::query()
        .filter(maybe(city.map(|city| customers::city.eq(city))))
        .filter_some(country.map(|country| customers::country.eq(country)));
    assert_eq!(
        customers.count(&mut conn).unwrap(),
        number("SELECT count(*) FROM Customer WHERE City = 'London'", &mut conn)
    );
    assert!(!Customer::query().filter(customers::city.eq("Atlantis")).exists(&mut conn).unwrap());
}

#[test]
fn times_and_prices_compare_in_sql() {
    let Some(db) = chinook() else { return };
    let mut conn = db.get().unwrap();
    let from = NaiveDate::from_ymd_opt(2022, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let to = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let year = Invoice::query().filter(invoices::date.ge(from)).filter(invoices::date.lt(to));
    let sql = "SELECT count(*) FROM Invoice WHERE strftime('%Y', InvoiceDate) = '2022'";
    assert_eq!(year.count(&mut conn).unwrap(), number(sql, &mut conn));

    let price: BigDecimal = "1.99".parse().unwrap();
    let dear = Track::query().filter(tracks::unit_price.eq(val(&price))).all(&mut conn).unwrap();
    let sql = "SELECT count(*) FROM Track WHERE UnitPrice = 1.99";
    assert_eq!(i64::try_from(dear.len()).unwrap(), number(sql, &mut conn));
    assert!(dear.iter().all(|track| track.unit_price == price));

    // Each invoice is the sum of its lines, to the cent.
    let total: BigDecimal = Invoice::all(&mut conn).unwrap().into_iter().map(|invoice| invoice.total).sum();
    let lines = InvoiceLine::all(&mut conn).unwrap();
    let of_lines: BigDecimal = lines.into_iter().map(|line| line.unit_price * BigDecimal::from(line.quantity)).sum();
    assert_eq!((total.to_plain_string(), of_lines), ("2328.60".to_owned(), total));
}

#[test]
fn joins_through_diesel() {
    let Some(db) = chinook() else { return };
    let mut conn = db.get().unwrap();
    let of_artist = Track::query()
        .map(|query| {
            query
                .inner_join(albums::table.on(albums::id.nullable().eq(tracks::album_id)))
                .inner_join(artists::table.on(artists::id.eq(albums::artist_id)))
        })
        .filter(artists::name.eq("Iron Maiden"))
        .order((albums::title, tracks::id))
        .all(&mut conn)
        .unwrap();
    let sql = "SELECT t.Name AS value FROM Track t JOIN Album al USING (AlbumId) JOIN Artist ar USING (ArtistId) \
               WHERE ar.Name = 'Iron Maiden' ORDER BY al.Title, t.TrackId";
    let names: Vec<String> = of_artist.into_iter().map(|track| track.name).collect();
    assert_eq!(names.len(), 213);
    assert_eq!(names, words(sql, &mut conn));

    // Rows of two models at once, and a table joined with itself.
    let managers = diesel::alias!(employees as managers);
    let pairs: Vec<(String, Option<String>)> = employees::table
        .left_join(managers.on(managers.field(employees::id).nullable().eq(employees::reports_to)))
        .order(employees::id)
        .select((employees::last_name, managers.field(employees::last_name).nullable()))
        .load(&mut conn)
        .unwrap();
    assert_eq!(pairs.len(), 8);
    assert_eq!(pairs.first(), Some(&("Adams".to_owned(), None)));
    assert_eq!(pairs.last(), Some(&("Callahan".to_owned(), Some("Mitchell".to_owned()))));

    let both: Vec<(Customer, Option<Employee>)> = customers::table
        .left_join(employees::table.on(employees::id.nullable().eq(customers::support_rep_id)))
        .order(customers::id)
        .load(&mut conn)
        .unwrap();
    assert_eq!(both.len(), 59);
    assert!(both.iter().all(|(customer, rep)| customer.support_rep_id == rep.as_ref().map(|rep| rep.id)));
}

#[test]
fn pages_and_chunks_cover_every_row_once() {
    let Some(db) = chinook() else { return };
    let mut conn = db.get().unwrap();
    let mut ids = Vec::new();
    for number in 1.. {
        let page = Track::query().order(tracks::id).page(PageRequest::new(number, 500), &mut conn).unwrap();
        assert_eq!((page.total, page.pages()), (3_503, 8));
        ids.extend(page.items.iter().map(|track| track.id));
        if !page.has_next() {
            break;
        }
    }
    assert_eq!(ids, (1..=3_503).collect::<Vec<_>>());

    // The key of this table has two columns.
    let mut chunks = PlaylistTrack::query().chunks(1_000);
    let (mut sizes, mut rows) = (Vec::new(), Vec::new());
    while let Some(chunk) = chunks.next(&mut conn).unwrap() {
        sizes.push(chunk.len());
        rows.extend(chunk);
    }
    assert_eq!(sizes.iter().sum::<usize>(), 8_715);
    assert_eq!(&sizes[..8], [1_000; 8]);
    let sql = "SELECT PlaylistId || '/' || TrackId AS value FROM PlaylistTrack ORDER BY PlaylistId, TrackId";
    let keys: Vec<String> = rows.iter().map(|row| format!("{}/{}", row.playlist_id, row.track_id)).collect();
    assert!(keys == words(sql, &mut conn));
}

#[test]
fn many_rows_by_their_keys() {
    let Some(db) = chinook() else { return };
    let mut conn = db.get().unwrap();
    let keys: Vec<i64> = (1..=3_600).rev().collect();
    let tracks = Track::find_many(keys, &mut conn).unwrap();
    assert_eq!(tracks.iter().map(|track| track.id).collect::<Vec<_>>(), (1..=3_503).rev().collect::<Vec<_>>());
    let pair = PlaylistTrack::find((1, 3_402), &mut conn).unwrap();
    assert_eq!((pair.playlist_id, pair.track_id), (1, 3_402));
    let changed = Track::query()
        .filter(tracks::genre_id.eq(1))
        .patch_all(TrackPatch { unit_price: Set("1.29".parse().unwrap()), ..Default::default() }, &mut conn)
        .unwrap();
    assert_eq!(i64::try_from(changed).unwrap(), number("SELECT count(*) FROM Track WHERE UnitPrice = 1.29", &mut conn));
    let deleted = PlaylistTrack::query().filter(playlist_tracks::playlist_id.eq(1)).delete_all(&mut conn).unwrap();
    assert_eq!(deleted, 3_290);
    assert_eq!(PlaylistTrack::count(&mut conn).unwrap(), 8_715 - 3_290);
}
