namespace Gantry.Backends.Sqlite;

/// <summary>How the SQLite index works.</summary>
public sealed record SqliteOptions
{
    /// <summary>Folder of the index files. Required.</summary>
    public required string Folder { get; init; }

    /// <summary>Page size of a new database in bytes, a power of two from 512 to 65,536. Default 4,096.</summary>
    public int PageSizeBytes { get; init; } = 4096;

    /// <summary>How many bytes of the file are read through a memory map. Default 1 GiB.</summary>
    public long MmapBytes { get; init; } = 1L << 30;

    /// <summary>Page cache of one connection in KiB. Default 8,192.</summary>
    public int CacheKilobytes { get; init; } = 8192;

    /// <summary>How long a connection waits for another process's lock. Default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Read connections at most. 1 to 64. Default 8, as queries are short.</summary>
    public int MaxReaders { get; init; } = 8;

    internal string IndexPath => Path.Combine(Folder, "index.db");
}
