using System.Buffers;
using System.Buffers.Binary;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Server.Dimse.Sending;

/// <summary>From one uncompressed little endian syntax to another: the attributes before and behind the pixels are written anew, the pixels stay in the store until they are sent.</summary>
internal static class RewrittenDataset
{
    private const int MaxHeaderBytes = 64 * 1024 * 1024;
    private const int MaxTailBytes = 1024 * 1024;
    private const ushort PixelGroup = 0x7FE0;

    /// <summary>Null where it does not go like this.</summary>
    /// <exception cref="ObjectStoreException">The bytes cannot be read.</exception>
    public static async ValueTask<DatasetStream?> TryOpenAsync(IObjectReader objects, PiecePool pieces, StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        TransferSyntax from = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        if (!IsPlain(from) || !IsPlain(to) || instance.Frames is not { IsEncapsulated: false, PixelData: var pixels } || pixels.Length % 2 != 0 || pixels.Offset > MaxHeaderBytes)
        {
            return null;
        }

        long end = pixels.Offset + pixels.Length;
        if (instance.Place.Length - end > MaxTailBytes)
        {
            return null;
        }

        byte[] header = GC.AllocateUninitializedArray<byte>((int)pixels.Offset);
        await objects.ReadAsync(instance.Place, 0, header, cancellationToken).ConfigureAwait(false);
        if (FindPixelElement(header, from) is not { } element)
        {
            return null;
        }

        ArrayBufferWriter<byte> before = new(header.Length + 1024);
        DatasetWriter.Write(Attributes(DicomFile.Read(header).Dataset, element.Tag), to, before);
        WriteElement(before, element.Tag, element.Vr, pixels.Length, to);
        ArrayBufferWriter<byte> behind = new();
        if (instance.Place.Length > end)
        {
            byte[] tail = new byte[instance.Place.Length - end];
            await objects.ReadAsync(instance.Place, end, tail, cancellationToken).ConfigureAwait(false);
            DatasetWriter.Write(DatasetReader.Read(tail, from).Dataset, to, behind);
        }

        return new DatasetStream(objects, pieces, instance.Place, pixels, before.WrittenMemory, behind.WrittenMemory);
    }

    private static bool IsPlain(TransferSyntax syntax) => syntax is { IsKnown: true, IsEncapsulated: false, IsDeflated: false, IsLittleEndian: true };

    /// <summary>The tag and VR in the element header that ends the bytes; null where none does.</summary>
    private static (DicomTag Tag, Vr Vr)? FindPixelElement(ReadOnlySpan<byte> header, TransferSyntax syntax)
    {
        int length = syntax.IsExplicitVr ? 12 : 8;
        if (header.Length < length)
        {
            return null;
        }

        ReadOnlySpan<byte> element = header[^length..];
        DicomTag tag = new(BinaryPrimitives.ReadUInt16LittleEndian(element), BinaryPrimitives.ReadUInt16LittleEndian(element[2..]));
        if (tag != Tags.PixelData && tag != Tags.FloatPixelData && tag != Tags.DoubleFloatPixelData)
        {
            return null;
        }

        return (tag, syntax.IsExplicitVr ? (Vr)((element[4] << 8) | element[5]) : tag == Tags.PixelData ? Vr.OW : DicomDictionary.VrOf(tag));
    }

    /// <summary>All before the pixels; the length of their group would no longer hold.</summary>
    private static Dataset Attributes(Dataset dataset, DicomTag pixelTag)
    {
        Dataset copy = [];
        foreach (Element element in dataset)
        {
            if (element.Tag < pixelTag && !(element.Tag.Group == PixelGroup && element.Tag.IsGroupLength))
            {
                copy.Add(element);
            }
        }

        return copy;
    }

    private static void WriteElement(ArrayBufferWriter<byte> output, DicomTag tag, Vr vr, long length, TransferSyntax syntax)
    {
        Span<byte> header = output.GetSpan(12);
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
        if (syntax.IsExplicitVr)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)vr);
            header[6..8].Clear();
        }

        int at = syntax.IsExplicitVr ? 8 : 4;
        BinaryPrimitives.WriteUInt32LittleEndian(header[at..], (uint)length);
        output.Advance(at + 4);
    }
}
