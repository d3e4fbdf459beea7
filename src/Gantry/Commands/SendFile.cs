using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Commands;

/// <summary>A file to send: what its presentation context must be and where its data set lies.</summary>
internal sealed record SendFile(string Path, string SopClassUid, string SopInstanceUid, string TransferSyntaxUid, long DatasetOffset, long DatasetBytes)
{
    private const int FirstBytes = 64 * 1024;
    private const int MaxMetaBytes = 16 * 1024 * 1024;
    private const string MediaStorageDirectory = "1.2.840.10008.1.3.10";

    public static bool TryOpen(string path, out SendFile? file, out string? reason)
    {
        file = null;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            byte[] start = new byte[(int)Math.Min(FirstBytes, stream.Length)];
            int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            FileMeta meta;
            int offset;
            while (!FileMeta.TryRead(start.AsSpan(0, read), read == stream.Length, out meta, out offset, out bool needMore, out DicomError? error))
            {
                if (!needMore || read >= MaxMetaBytes || read == stream.Length)
                {
                    reason = error?.Detail ?? "not a DICOM file";
                    return false;
                }

                Array.Resize(ref start, (int)Math.Min(start.Length * 4L, stream.Length));
                read += stream.ReadAtLeast(start.AsSpan(read), start.Length - read, throwOnEndOfStream: false);
            }

            if (meta.SopClassUid == MediaStorageDirectory)
            {
                reason = "a DICOMDIR is not sent";
                return false;
            }

            // The data set's own UIDs stand near its start, before anything large. Where the meta information says others, a peer would refuse the instance
            // for the contradiction (PS3.4 B.2.3).
            Dicom.Datasets.Dataset dataset = DatasetReader.Read(start.AsMemory(offset, read - offset), TransferSyntax.FromUid(meta.TransferSyntaxUid)).Dataset;
            meta = meta with { SopClassUid = OneOf(dataset.GetString(Tags.SOPClassUID), meta.SopClassUid), SopInstanceUid = OneOf(dataset.GetString(Tags.SOPInstanceUID), meta.SopInstanceUid) };
            reason = DicomUid.IsAcceptable(meta.SopClassUid) && DicomUid.IsAcceptable(meta.SopInstanceUid) ? null : "it has no SOP class or instance UID";
            file = new SendFile(path, meta.SopClassUid, meta.SopInstanceUid, meta.TransferSyntaxUid, offset, stream.Length - offset);
            return reason is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = e.Message;
            return false;
        }
    }

    private static string OneOf(string? own, string announced) => own is { Length: > 0 } && DicomUid.IsAcceptable(own) ? own : announced;
}
