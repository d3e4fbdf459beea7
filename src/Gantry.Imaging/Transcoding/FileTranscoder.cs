using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>
/// A file from one transfer syntax to another. Of a large one a frame at a time is in memory: new frames go to a temporary file beside the output,
/// as what comes before them (offset table, ratio) is known last. Deflated originals and those with float pixels are read whole.
/// </summary>
public static class FileTranscoder
{
    /// <summary>Transcodes a file.</summary>
    /// <param name="input">The file.</param>
    /// <param name="to">The transfer syntax of the result.</param>
    /// <param name="options">Quality and checks.</param>
    /// <param name="output">Takes the whole new file; nothing useful is in it after a failure.</param>
    /// <param name="inMemoryBytes">Larger files stay on disk.</param>
    public static ImagingError? Transcode(string input, TransferSyntax to, TranscodeOptions options, FileStream output, long inMemoryBytes = PixelFile.InMemoryBytes)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        if (PixelFile.Open(input, out PixelFile file, inMemoryBytes) is { } error)
        {
            return error;
        }

        if (file.IsInMemory && Transcoder.BecomesLarge(file.Dataset, file.TransferSyntax, to, inMemoryBytes))
        {
            file.Dispose();
            if (PixelFile.Open(input, out file, inMemoryBytes: 0) is { } again)
            {
                return again;
            }
        }

        using (file)
        {
            if (!file.IsInMemory)
            {
                return Stream(file, to, options, output);
            }

            if (Transcoder.Transcode(file.Dataset, file.TransferSyntax, to, options, out Dataset result) is { } wrong)
            {
                return wrong;
            }

            ArrayBufferWriter<byte> bytes = new();
            DicomFile.Create(result, to).Write(bytes);
            output.Write(bytes.WrittenSpan);
            return null;
        }
    }

    private static ImagingError? Stream(PixelFile file, TransferSyntax to, TranscodeOptions options, FileStream output)
    {
        if (file.OpenFrames(out PixelFrames frames) is { } error)
        {
            return error;
        }

        if (!to.IsEncapsulated && NativeFrames.LengthOf(frames.Description) >= uint.MaxValue)
        {
            return ImagingError.Unsupported("Native Pixel Data holds less than 4 GiB (PS3.5 7.1.1).");
        }

        using FileStream spool = new(output.Name + ".frames", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        List<int> lengths = [];
        FrameTranscoder transcoder = new(frames, to, options);
        NativeSpool? native = to.IsEncapsulated ? null : new NativeSpool(frames.Description, to, spool);
        void Add(ReadOnlySpan<byte> frame)
        {
            spool.Write(frame);
            bool isOdd = (frame.Length & 1) != 0;
            if (isOdd)
            {
                spool.WriteByte(0);
            }

            lengths.Add(frame.Length + (isOdd ? 1 : 0));
        }

        if (transcoder.Run(native is null ? Add : native.Write) is { } wrong)
        {
            return wrong;
        }

        native?.Finish();
        Dataset copy = TranscodedAttributes.Copy(file.Dataset, file.TransferSyntax, to);
        TranscodedAttributes.Correct(copy, transcoder, file.TransferSyntax);
        ArrayBufferWriter<byte> meta = new();
        new FileMeta(copy.GetString(Tags.SOPClassUID) ?? "", copy.GetString(Tags.SOPInstanceUID) ?? "", to.Uid).Write(meta);
        output.Write(meta.WrittenSpan);
        spool.Position = 0;
        if (!to.IsDeflated)
        {
            WriteDataset(copy, spool, lengths, to, output);
            return null;
        }

        long start = output.Position;
        using (DeflateStream deflate = new(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            WriteDataset(copy, spool, lengths, TransferSyntax.ExplicitVrLittleEndian, deflate);
        }

        if (((output.Position - start) & 1) != 0)
        {
            // PS3.5 A.5: a deflated data set of odd length is followed by one NUL byte.
            output.WriteByte(0);
        }

        return null;
    }

    private static void WriteDataset(Dataset dataset, FileStream spool, List<int> lengths, TransferSyntax to, Stream output)
    {
        WriteElements(dataset, e => e.Tag < Tags.PixelData && !(e.Tag.Group == 0x7FE0 && e.Tag.IsGroupLength), to, output);
        if (to.IsEncapsulated)
        {
            WriteFragments(spool, lengths, output);
        }
        else
        {
            WriteNative(spool, dataset, to, output);
        }

        WriteElements(dataset, e => e.Tag > Tags.PixelData, to, output);
    }

    private static void WriteElements(Dataset dataset, Func<Element, bool> isWanted, TransferSyntax to, Stream output)
    {
        Dataset part = [];
        foreach (Element element in dataset)
        {
            if (isWanted(element))
            {
                part.Add(element);
            }
        }

        ArrayBufferWriter<byte> bytes = new();
        DatasetWriter.Write(part, to, bytes);
        output.Write(bytes.WrittenSpan);
    }

    private static void WriteFragments(FileStream spool, List<int> lengths, Stream output)
    {
        output.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        bool hasTable = lengths.SkipLast(1).Sum(l => 8L + l) <= uint.MaxValue;
        byte[] table = new byte[hasTable ? 4 * lengths.Count : 0];
        uint at = 0;
        for (int i = 0; i < table.Length / 4; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 * i), at);
            at += 8 + (uint)lengths[i];
        }

        WriteItem(output, 0xE000, table.Length);
        output.Write(table);
        foreach (int length in lengths)
        {
            WriteItem(output, 0xE000, length);
            Copy(spool, length, output);
        }

        WriteItem(output, 0xE0DD, 0);
    }

    private static void WriteNative(FileStream spool, Dataset dataset, TransferSyntax to, Stream output)
    {
        output.Write(to.IsLittleEndian ? [0xE0, 0x7F, 0x10, 0x00] : [0x7F, 0xE0, 0x00, 0x10]);
        if (to.IsExplicitVr)
        {
            output.Write([(byte)'O', dataset.GetInteger(Tags.BitsAllocated) > 8 ? (byte)'W' : (byte)'B', 0, 0]);
        }

        Span<byte> number = stackalloc byte[4];
        if (to.IsLittleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)spool.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, (uint)spool.Length);
        }

        output.Write(number);
        Copy(spool, spool.Length, output);
    }

    private static void WriteItem(Stream output, ushort element, int length)
    {
        Span<byte> item = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(item, 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(item[2..], element);
        BinaryPrimitives.WriteInt32LittleEndian(item[4..], length);
        output.Write(item);
    }

    private static void Copy(FileStream from, long length, Stream to)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (length > 0)
            {
                int count = (int)Math.Min(length, piece.Length);
                from.ReadExactly(piece, 0, count);
                to.Write(piece, 0, count);
                length -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
