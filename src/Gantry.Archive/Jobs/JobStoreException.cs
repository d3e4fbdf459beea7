namespace Gantry.Archive.Jobs;

/// <summary>The jobs could not be read or written.</summary>
public sealed class JobStoreException(string message, Exception? inner = null) : Exception(message, inner);
