using System.Buffers;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Transcoding;

namespace Gantry.Archive.Compression;

/// <summary>
/// What was made of an instance in another transfer syntax, read back and compared whole with what it was made of. Small ones in memory; of larger ones a frame at a time is there, by way of
/// two files in the scratch folder.
/// </summary>
internal sealed class RecodedFile : IDisposable
{
    private const int InMemoryBytes = 4 << 20;
    private const int StepBytes = 256 * 1024;
    private readonly ReadOnlyMemory<byte> memory;
    private readonly FileStream? file;

    private RecodedFile(ReadOnlyMemory<byte> memory, FileStream? file) => (this.memory, this.file) = (memory, file);

    public long Length => file?.Length ?? memory.Length;

    /// <summary>Makes it; null with the error where it cannot be made, or is not the same.</summary>
    /// <param name="objects">Where the original is read.</param>
    /// <param name="place">The original, a PS3.10 file.</param>
    /// <param name="rule">Transfer syntax and quality.</param>
    /// <param name="scratch">For larger ones.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="ObjectStoreException">The original cannot be read.</exception>
    /// <exception cref="IOException">There is no room for scratch files.</exception>
    public static async ValueTask<(RecodedFile? Made, ImagingError? Error)> MakeAsync(
        IObjectReader objects, ObjectPlace place, CompressionRule rule, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        TransferSyntax to = TransferSyntax.FromUid(rule.To);
        TranscodeOptions options = new() { Quality = rule.Quality, Verifies = false };
        if (place.Length > InMemoryBytes)
        {
            return await MakeOnDiskAsync(objects, place, to, options, scratch, cancellationToken).ConfigureAwait(false);
        }

        byte[] original = ArrayPool<byte>.Shared.Rent((int)place.Length);
        try
        {
            Memory<byte> bytes = original.AsMemory(0, (int)place.Length);
            await objects.ReadAsync(place, 0, bytes, cancellationToken).ConfigureAwait(false);
            if (PixelFile.Read(bytes, out PixelFile before) is { } unreadable)
            {
                return (null, unreadable);
            }

            return Transcoder.BecomesLarge(before.Dataset, before.TransferSyntax, to)
                ? await MakeOnDiskAsync(objects, place, to, options, scratch, cancellationToken).ConfigureAwait(false)
                : MakeInMemory(before, to, options);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(original);
        }
    }

    /// <summary>Brings it to the archive.</summary>
    public async ValueTask<StoreOutcome> StoreAsync(InstanceReceiver receiver, CancellationToken cancellationToken)
    {
        await using (receiver.ConfigureAwait(false))
        {
            if (file is null)
            {
                await receiver.WriteAsync(new ReadOnlySequence<byte>(memory), cancellationToken).ConfigureAwait(false);
                return await receiver.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }

            byte[] piece = ArrayPool<byte>.Shared.Rent(StepBytes);
            try
            {
                file.Position = 0;
                for (int read; (read = await file.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    await receiver.WriteAsync(new ReadOnlySequence<byte>(piece, 0, read), cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(piece);
            }

            return await receiver.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (file is not null)
        {
            file.Dispose();
            File.Delete(file.Name);
        }
    }

    private static (RecodedFile? Made, ImagingError? Error) MakeInMemory(PixelFile before, TransferSyntax to, TranscodeOptions options)
    {
        if (Transcoder.Transcode(before.Dataset, before.TransferSyntax, to, options, out var result) is { } error)
        {
            return (null, error);
        }

        ArrayBufferWriter<byte> bytes = new(1 << 18);
        DicomFile.Create(result, to).Write(bytes);
        ImagingError? broken = PixelFile.Read(bytes.WrittenMemory, out PixelFile after);
        return (broken ?? (to.IsLossy ? LosslessCheck.Decodes(after) : LosslessCheck.Compare(before, after))) is { } wrong ? (null, wrong) : (new RecodedFile(bytes.WrittenMemory, null), null);
    }

    private static async ValueTask<(RecodedFile? Made, ImagingError? Error)> MakeOnDiskAsync(
        IObjectReader objects, ObjectPlace place, TransferSyntax to, TranscodeOptions options, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        string original = scratch.NextFile();
        RecodedFile? made = null;
        bool isWanted = false;
        try
        {
            await CopyOutAsync(objects, place, original, cancellationToken).ConfigureAwait(false);
            FileStream file = new(scratch.NextFile(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
            made = new RecodedFile(default, file);
            ImagingError? error = FileTranscoder.Transcode(original, to, options, file);
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            error ??= to.IsLossy ? LosslessCheck.Decodes(file.Name) : LosslessCheck.Compare(original, file.Name);
            isWanted = error is null;
            return (isWanted ? made : null, error);
        }
        finally
        {
            File.Delete(original);
            if (!isWanted)
            {
                made?.Dispose();
            }
        }
    }

    private static async ValueTask CopyOutAsync(IObjectReader objects, ObjectPlace place, string path, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(StepBytes);
        FileStream copy = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        try
        {
            for (long at = 0; at < place.Length;)
            {
                Memory<byte> next = piece.AsMemory(0, (int)Math.Min(StepBytes, place.Length - at));
                await objects.ReadAsync(place, at, next, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(next, cancellationToken).ConfigureAwait(false);
                at += next.Length;
            }
        }
        finally
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
