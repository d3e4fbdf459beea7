using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Testing;

namespace Gantry.Fuzz.Dicom;

/// <summary>Small well-formed data sets of every encoding, with all that nests.</summary>
internal static class Seeds
{
    public static IReadOnlyList<(TransferSyntax Syntax, byte[] Bytes)> All { get; } =
    [
        .. from syntax in (TransferSyntax[])[TransferSyntax.ImplicitVrLittleEndian, TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.ExplicitVrBigEndian, TransferSyntax.DeflatedExplicitVrLittleEndian]
           select (syntax, DatasetBuilder.Encode(Nested(isEncapsulated: false), syntax)),
        (TransferSyntax.JpegBaseline, DatasetBuilder.Encode(Nested(isEncapsulated: true), TransferSyntax.JpegBaseline)),
    ];

    private static Dataset Nested(bool isEncapsulated)
    {
        Dataset dataset = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5", rows: 4, columns: 4);
        Dataset icon = new Dataset().Set(Tags.Rows, 1).Set(Tags.Columns, 2).Set(Tags.PixelData, Vr.OB, (byte[])[1, 2]);
        dataset.Add(new Element { Tag = Tags.IconImageSequence, Vr = Vr.SQ, Items = [icon], HasDefinedLength = true });
        Dataset request = new() { HasDefinedLength = true };
        request.Set(Tags.ScheduledProcedureStepID, "S1").SetItems(Tags.ScheduledProtocolCodeSequence, new Dataset().Set(Tags.CodeValue, "C"), new Dataset());
        dataset.SetItems(Tags.RequestAttributesSequence, request);
        dataset.Add(new Element { Tag = new DicomTag(0x0009_1001), Vr = Vr.SQ, Items = [new Dataset().Set(Tags.CodeValue, "U")], IsUnknownVr = true });
        if (isEncapsulated)
        {
            dataset.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Fragments = [ReadOnlyMemory<byte>.Empty, new byte[] { 0xFF, 0xD8, 0xFF, 0xD9 }, new byte[10]] });
        }

        return dataset;
    }

    public static byte[] Write(Dataset dataset, TransferSyntax syntax)
    {
        ArrayBufferWriter<byte> output = new();
        DatasetWriter.Write(dataset, syntax, output);
        return output.WrittenSpan.ToArray();
    }
}
