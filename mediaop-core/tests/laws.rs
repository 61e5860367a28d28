//! Laws that hold for every data set, tried on small random ones (`docs/METRICS.md`).

mod laws {
    mod catalog;
    mod columns;
    mod doors;
    mod increments;
    mod merging;
    mod reference;
    mod rows;
    mod sorted;
    mod stored;

    #[cfg(feature = "contract")]
    mod as_of;
    #[cfg(feature = "contract")]
    mod coverage;
    #[cfg(feature = "contract")]
    mod generators;
    #[cfg(feature = "contract")]
    mod lists;
    #[cfg(feature = "contract")]
    mod order;
    #[cfg(feature = "contract")]
    mod readers;
    #[cfg(feature = "contract")]
    mod requests;
    #[cfg(feature = "contract")]
    mod threads;
    #[cfg(feature = "contract")]
    mod videos;
    #[cfg(feature = "contract")]
    mod view;
}
