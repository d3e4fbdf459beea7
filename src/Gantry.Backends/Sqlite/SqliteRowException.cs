namespace Gantry.Backends.Sqlite;

/// <summary>SQLite refused a statement for what it holds (a constraint, a size); the connection and the transaction are sound.</summary>
internal sealed class SqliteRowException(string message) : Exception(message);
