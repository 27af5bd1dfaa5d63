//! EDTF text: partial dates, bounds, labels.
