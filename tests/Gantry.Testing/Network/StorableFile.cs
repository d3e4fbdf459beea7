using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Testing.Network;

/// <summary>A file as a Storage SCU needs it: the UIDs of its data set, its transfer syntax, and its data set's bytes as they are.</summary>
/// <param name="MetaInstanceUid">What the File Meta Information says; some real files say another UID than their data set.</param>
public sealed record StorableFile(string SopClassUid, string SopInstanceUid, string Syntax, ReadOnlyMemory<byte> Dataset, string MetaInstanceUid)
{
    /// <summary>Null for a file without the UIDs or the transfer syntax that a C-STORE-RQ must name.</summary>
    public static StorableFile? Read(byte[] file)
    {
        if (!FileMeta.TryRead(file, isWhole: true, out FileMeta meta, out int offset, out _, out _))
        {
            return null;
        }

        Dataset dataset = DatasetReader.Read(file.AsMemory(offset), TransferSyntax.FromUid(meta.TransferSyntaxUid)).Dataset;
        string sopClass = dataset.GetString(Tags.SOPClassUID) is { Length: > 0 } c ? c : meta.SopClassUid;
        string instance = dataset.GetString(Tags.SOPInstanceUID) is { Length: > 0 } i ? i : meta.SopInstanceUid;
        bool isSendable = DicomUid.IsAcceptable(sopClass) && DicomUid.IsAcceptable(instance) && DicomUid.IsAcceptable(meta.TransferSyntaxUid);
        return isSendable ? new StorableFile(sopClass, instance, meta.TransferSyntaxUid, file.AsMemory(offset), meta.SopInstanceUid) : null;
    }

    /// <summary>The data set's bytes of a PS3.10 file.</summary>
    public static ReadOnlyMemory<byte> DatasetOf(byte[] file) =>
        FileMeta.TryRead(file, isWhole: true, out _, out int offset, out _, out DicomError? error) ? file.AsMemory(offset) : throw new InvalidDataException(error?.Detail);
}
