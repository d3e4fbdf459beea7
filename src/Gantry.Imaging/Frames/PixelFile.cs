using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Imaging.Frames;

/// <summary>
/// A PS3.10 file whose frames are read one at a time: of a large one only the attributes are in memory. Small files, deflated ones and those with
/// float pixels are read whole. Failures of the file system are exceptions, what the bytes say is not.
/// </summary>
public sealed class PixelFile : IDisposable
{
    /// <summary>Files to this size are read whole: 32 MiB.</summary>
    public const long InMemoryBytes = 32 << 20;

    private const int Piece = 256 * 1024;
    private readonly SafeFileHandle? handle;
    private readonly FilePixelStore? store;
    private readonly ElementHeader pixels;

    private PixelFile(Dataset dataset, TransferSyntax syntax, SafeFileHandle? handle, FilePixelStore? store, ElementHeader pixels)
    {
        Dataset = dataset;
        TransferSyntax = syntax;
        this.handle = handle;
        this.store = store;
        this.pixels = pixels;
    }

    /// <summary>The attributes; Pixel Data only where <see cref="IsInMemory"/>.</summary>
    public Dataset Dataset { get; }

    public TransferSyntax TransferSyntax { get; }

    /// <summary>The file was read whole.</summary>
    public bool IsInMemory => store is null;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">To be disposed when no frame is read any more; null on failure.</param>
    /// <param name="inMemoryBytes">Larger files stay on disk.</param>
    public static ImagingError? Open(string path, out PixelFile file, long inMemoryBytes = InMemoryBytes)
    {
        file = null!;
        SafeFileHandle handle = File.OpenHandle(path);
        bool isKept = false;
        try
        {
            long length = RandomAccess.GetLength(handle);
            if (length > inMemoryBytes && OpenRanges(handle, length, out file) is var error && (error is not null || file is not null))
            {
                isKept = error is null;
                return error;
            }
        }
        finally
        {
            if (!isKept)
            {
                handle.Dispose();
            }
        }

        return Read(File.ReadAllBytes(path), out file);
    }

    /// <summary>Reads a file that is in memory already; its values stay there.</summary>
    public static ImagingError? Read(ReadOnlyMemory<byte> bytes, out PixelFile file)
    {
        DicomFile whole = DicomFile.Read(bytes);
        file = new PixelFile(whole.Dataset, whole.TransferSyntax, null, null, default);
        return whole.Error is { } wrong ? ImagingError.Malformed(wrong.ToString()) : null;
    }

    /// <summary>The frames; they are read from the file, which stays open until this is disposed.</summary>
    public ImagingError? OpenFrames(out PixelFrames frames) => store is null
        ? PixelFrames.Open(Dataset, TransferSyntax, out frames)
        : PixelFrames.Open(Dataset, TransferSyntax, store, pixels.Vr, pixels.IsBigEndian, out frames);

    public void Dispose() => handle?.Dispose();

    /// <summary>Nothing in <paramref name="file"/> and no error where the file has to be read whole.</summary>
    private static ImagingError? OpenRanges(SafeFileHandle handle, long length, out PixelFile file)
    {
        file = null!;
        byte[] start = new byte[Math.Min(length, 2 << 20)];
        int read = RandomAccess.Read(handle, start, 0);
        if (!FileMeta.TryRead(start.AsSpan(0, read), read == length, out FileMeta meta, out int datasetOffset, out _, out DicomError? error))
        {
            return error is null ? null : ImagingError.Malformed(error.ToString());
        }

        TransferSyntax syntax = TransferSyntax.FromUid(meta.TransferSyntaxUid);
        PixelScan scan = new();
        if (syntax.IsDeflated)
        {
            return null;
        }

        if (Scan(handle, datasetOffset, length, syntax, scan) is { } malformed)
        {
            return ImagingError.Malformed(malformed.ToString());
        }

        if (scan.Pixels is not { } pixels)
        {
            return null;
        }

        long tail = datasetOffset + scan.End;
        long headBytes = pixels.ValueOffset - (syntax.IsExplicitVr ? 12 : 8);
        if (headBytes > Array.MaxLength || length - tail > Array.MaxLength || tail > length)
        {
            return ImagingError.Malformed($"Pixel Data ends at byte {tail} of {length}, behind attributes of {headBytes} bytes.");
        }

        Dataset dataset = DatasetReader.Read(ReadBytes(handle, datasetOffset, (int)headBytes), syntax).Dataset;
        foreach (Element element in DatasetReader.Read(ReadBytes(handle, tail, (int)(length - tail)), syntax).Dataset)
        {
            dataset.Add(element);
        }

        IReadOnlyList<(long, long)>? fragments = scan.Fragments is { } found ? [.. found.Select(f => (f.Offset + datasetOffset, f.Length))] : null;
        FilePixelStore store = new(handle, datasetOffset + pixels.ValueOffset, Math.Max(0, pixels.Length), fragments);
        file = new PixelFile(dataset, syntax, handle, store, pixels);
        return null;
    }

    private static DicomError? Scan(SafeFileHandle handle, long offset, long length, TransferSyntax syntax, PixelScan scan)
    {
        using DatasetPushParser parser = new(syntax, scan);
        byte[] piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (offset < length && !parser.IsStopped)
            {
                int read = RandomAccess.Read(handle, piece, offset);
                if (read == 0 || !parser.Push(piece.AsSpan(0, read)))
                {
                    break;
                }

                offset += read;
            }

            if (!parser.IsStopped)
            {
                parser.Complete();
            }

            return parser.Error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static byte[] ReadBytes(SafeFileHandle handle, long offset, int length)
    {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length;)
        {
            int read = RandomAccess.Read(handle, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new EndOfStreamException("The file became shorter while it was read.");
        }

        return bytes;
    }
}
