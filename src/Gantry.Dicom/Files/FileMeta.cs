using System.Buffers;

namespace Gantry.Dicom.Files;

/// <summary>File Meta Information (PS3.10 7.1): the fields that every file of ours carries.</summary>
public sealed record FileMeta(string SopClassUid, string SopInstanceUid, string TransferSyntaxUid, string? SourceAeTitle = null)
{
    /// <summary>Writes preamble, DICM and group 0002 with our Implementation Class UID.</summary>
    public void Write(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>
    /// Looks for meta information at the start of a file. Returns false with <paramref name="needMore"/> when the bytes so far cannot tell.
    /// A file without meta gives an empty SOP class and instance and the recognised transfer syntax with <paramref name="datasetOffset"/> where the data set starts.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> start, bool isWhole, out FileMeta meta, out int datasetOffset, out bool needMore, out Encoding.DicomError? error) => throw new NotImplementedException();
}
