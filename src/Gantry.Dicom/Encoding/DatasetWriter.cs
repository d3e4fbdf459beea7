using System.Buffers;
using System.IO.Compression;
using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>
/// Writes a data set in a transfer syntax (PS3.5 7, Annex A). A data set read from well-formed bytes and written in the same syntax gives the same
/// bytes (deflated ones: the same inflated bytes). Group lengths that are there are kept and made right; odd values are padded; new sequences
/// have undefined length.
/// </summary>
public static class DatasetWriter
{
    /// <exception cref="ArgumentException">Encapsulated Pixel Data in a syntax that is not encapsulated: it must be decoded first.</exception>
    public static void Write(Dataset dataset, TransferSyntax syntax, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        ArgumentNullException.ThrowIfNull(output);
        ElementEncoding encoding = new(syntax.IsExplicitVr, !syntax.IsLittleEndian, syntax.IsEncapsulated);
        if (!syntax.IsDeflated)
        {
            new ElementWriter(output).Write(dataset, encoding);
            return;
        }

        ArrayBufferWriter<byte> plain = new();
        new ElementWriter(plain).Write(dataset, encoding);
        WriteDeflated(plain.WrittenSpan, output);
    }

    private static void WriteDeflated(ReadOnlySpan<byte> plain, IBufferWriter<byte> output)
    {
        using MemoryStream target = new();
        using (DeflateStream deflate = new(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(plain);
        }

        output.Write(target.GetBuffer().AsSpan(0, (int)target.Length));
        if ((target.Length & 1) != 0)
        {
            // PS3.5 A.5: a deflated data set of odd length is followed by one NUL byte.
            output.Write((ReadOnlySpan<byte>)[0]);
        }
    }
}
