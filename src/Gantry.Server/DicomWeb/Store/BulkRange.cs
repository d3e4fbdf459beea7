namespace Gantry.Server.DicomWeb.Store;

/// <summary>Where a part's body lies in the spool, in bytes.</summary>
internal readonly record struct BulkRange(long Offset, long Length);
