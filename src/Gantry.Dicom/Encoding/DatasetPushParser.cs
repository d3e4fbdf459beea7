namespace Gantry.Dicom.Encoding;

/// <summary>
/// Parses a data set whose bytes arrive in pieces of any size; keeps at most one wanted value in memory. Never throws for what the bytes say;
/// after an error or a <see cref="ElementInterest.Stop"/> further bytes are only counted. Deflated syntaxes are inflated on the way.
/// </summary>
public sealed class DatasetPushParser : IDisposable
{
    public DatasetPushParser(TransferSyntax syntax, IDatasetHandler handler, ReadLimits? limits = null) => throw new NotImplementedException();

    /// <summary>The malformation that ended parsing; null so far.</summary>
    public DicomError? Error => throw new NotImplementedException();

    /// <summary>Takes the next bytes; all are consumed. False once <see cref="Error"/> is set.</summary>
    public bool Push(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>No more bytes: an element that is cut short becomes an error. False when <see cref="Error"/> is set.</summary>
    public bool Complete() => throw new NotImplementedException();

    public void Dispose() { }
}
