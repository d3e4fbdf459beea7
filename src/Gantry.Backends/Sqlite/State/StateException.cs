namespace Gantry.Backends.Sqlite.State;

/// <summary>The database of accounts and audit could not be read or written.</summary>
public sealed class StateException(string message, Exception? inner = null) : Exception(message, inner);
