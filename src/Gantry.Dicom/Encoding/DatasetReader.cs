using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>Reads a data set that is whole in memory; values are views of <c>bytes</c> (PS3.5 7, Annex A). Never throws for what the bytes say.</summary>
public static class DatasetReader
{
    /// <summary>
    /// Reads to the end of <paramref name="bytes"/> or to the first malformation. Of a deflated data set the values are views of the inflated copy,
    /// and offsets count within it.
    /// </summary>
    public static DatasetReadResult Read(ReadOnlyMemory<byte> bytes, TransferSyntax syntax, ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        limits ??= ReadLimits.Default;
        if (!syntax.IsDeflated)
        {
            return ReadPlain(bytes, syntax, limits, inflateError: null, bytes.Length);
        }

        ReadOnlyMemory<byte> inflated = InflatedDataset.Inflate(bytes.Span, limits, out DicomError? error);
        return ReadPlain(inflated, TransferSyntax.ExplicitVrLittleEndian, limits, error, bytes.Length);
    }

    /// <summary>The sequence that the value field of an UN element holds (PS3.5 6.2.2); null when it holds none.</summary>
    internal static Element? ReadHidden(Element unknown)
    {
        DatasetBuildingHandler handler = new(unknown.Value);
        using DatasetPushParser parser = new(TransferSyntax.ImplicitVrLittleEndian, handler, null, unknown.Value.Length, opensUnknown: false);
        handler.Parser = parser.Elements;
        parser.Elements.OpenHidden(unknown.Tag, unknown.Value.Length);
        return parser.Push(unknown.Value.Span) && parser.Complete() && handler.Root.TryGet(unknown.Tag, out Element sequence) ? sequence : null;
    }

    private static DatasetReadResult ReadPlain(ReadOnlyMemory<byte> bytes, TransferSyntax syntax, ReadLimits limits, DicomError? inflateError, long consumed)
    {
        DatasetBuildingHandler handler = new(bytes);
        using DatasetPushParser parser = new(syntax, handler, limits, bytes.Length, opensUnknown: false);
        handler.Parser = parser.Elements;
        parser.Push(bytes.Span);
        parser.Complete();
        handler.CloseAll();
        DicomError? error = inflateError ?? parser.Error;
        return new DatasetReadResult(handler.Root, parser.Findings, error, parser.Error?.Offset ?? consumed);
    }
}
