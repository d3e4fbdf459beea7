using System.Buffers;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Files;

/// <summary>File Meta Information (PS3.10 7.1): the fields that every file of ours carries.</summary>
public sealed record FileMeta(string SopClassUid, string SopInstanceUid, string TransferSyntaxUid, string? SourceAeTitle = null)
{
    /// <summary>Writes preamble, DICM and group 0002 with our Implementation Class UID.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Dataset meta = new Dataset()
            .Set(Tags.FileMetaInformationGroupLength, 0)
            .Set(Tags.FileMetaInformationVersion, Vr.OB, (byte[])[0, 1])
            .Set(Tags.MediaStorageSOPClassUID, Vr.UI, SopClassUid)
            .Set(Tags.MediaStorageSOPInstanceUID, Vr.UI, SopInstanceUid)
            .Set(Tags.TransferSyntaxUID, Vr.UI, TransferSyntaxUid)
            .Set(Tags.ImplementationClassUID, Vr.UI, Implementation.ClassUid)
            .Set(Tags.ImplementationVersionName, Vr.SH, Implementation.VersionName);
        if (!string.IsNullOrEmpty(SourceAeTitle))
        {
            meta.Set(Tags.SourceApplicationEntityTitle, Vr.AE, SourceAeTitle);
        }

        output.Write(FileStart.Preamble);
        DatasetWriter.Write(meta, TransferSyntax.ExplicitVrLittleEndian, output);
    }

    /// <summary>
    /// Looks for meta information at the start of a file. Returns false with <paramref name="needMore"/> when the bytes so far cannot tell.
    /// A file without meta gives an empty SOP class and instance and the recognised transfer syntax with <paramref name="datasetOffset"/> where the data set starts.
    /// </summary>
    /// <param name="start">The file's first bytes; call again with all of them and more after <paramref name="needMore"/>.</param>
    /// <param name="isWhole">No more bytes follow.</param>
    /// <param name="meta">What was found.</param>
    /// <param name="datasetOffset">Where the data set starts.</param>
    /// <param name="needMore">The bytes so far cannot tell.</param>
    /// <param name="error">Why this is no DICOM file.</param>
    public static bool TryRead(ReadOnlySpan<byte> start, bool isWhole, out FileMeta meta, out int datasetOffset, out bool needMore, out DicomError? error)
    {
        FileStart found = FileStart.Find(start, isWhole);
        datasetOffset = found.DatasetOffset;
        needMore = found.NeedsMore;
        error = found.Error;
        meta = new FileMeta("", "", found.Syntax?.Uid ?? "");
        if (found.Syntax is null)
        {
            return false;
        }

        if (found.MetaOffset < found.DatasetOffset)
        {
            Dataset read = DatasetReader.Read(start[found.MetaOffset..found.DatasetOffset].ToArray(), TransferSyntax.ExplicitVrLittleEndian).Dataset;
            meta = new FileMeta(
                read.GetString(Tags.MediaStorageSOPClassUID) ?? "",
                read.GetString(Tags.MediaStorageSOPInstanceUID) ?? "",
                found.Syntax.Uid,
                read.GetString(Tags.SourceApplicationEntityTitle));
        }

        return true;
    }
}
