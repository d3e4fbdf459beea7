namespace Gantry.Archive;

/// <summary>What cannot be derived from the segments (accounts, tokens, sessions, audit) could not be read or written.</summary>
public sealed class StateException(string message, Exception? inner = null) : Exception(message, inner);
