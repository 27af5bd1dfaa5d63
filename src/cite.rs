//! The facts that support each solution of a query.
