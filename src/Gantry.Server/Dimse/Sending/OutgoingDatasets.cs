using System.Buffers;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Transcoding;

namespace Gantry.Server.Dimse.Sending;

/// <summary>
/// Opens stored instances for sending: as they are stored, or converted. Between uncompressed syntaxes only the attributes are rewritten, the pixels are
/// copied from the store. What must be decoded is converted in memory when it is small, through temporary files when it is large; some at a time.
/// </summary>
internal sealed class OutgoingDatasets(IObjectReader objects, ScratchFolder scratch) : IDisposable
{
    private const int MaxInMemoryBytes = 16 * 1024 * 1024;
    private const long MaxPlainBytes = 256L * 1024 * 1024;
    private static readonly ReadLimits Limits = ReadLimits.Default with { MaxInflatedBytes = MaxPlainBytes };
    private readonly CorrectedObjects corrected = new(objects);
    private readonly PiecePool pieces = new();
    private readonly SemaphoreSlim converting = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Whether data sets may be opened whose turn has not come.</summary>
    public bool HasRoomAhead => pieces.HasRoomAhead;

    /// <summary>The data set, or why it cannot be sent in this syntax.</summary>
    /// <exception cref="ObjectStoreException">The bytes cannot be read.</exception>
    public async ValueTask<(OutgoingDataset? Dataset, string Fault)> OpenAsync(StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        long offset = instance.Place.Length - instance.DatasetLength;
        if (instance.TransferSyntaxUid == to.Uid)
        {
            // A place that cannot be read fails here, before a byte of the message is out.
            if (instance.Corrections is not null)
            {
                return (await PrepareAsync(DatasetOf(await corrected.OpenAsync(instance, cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false), "");
            }

            return (await PrepareAsync(new DatasetStream(objects, pieces, instance.Place, new ByteRange(offset, instance.DatasetLength)), cancellationToken).ConfigureAwait(false), "");
        }

        if (instance.Corrections is null && await RewrittenDataset.TryOpenAsync(objects, pieces, instance, to, cancellationToken).ConfigureAwait(false) is { } rewritten)
        {
            return (await PrepareAsync(rewritten, cancellationToken).ConfigureAwait(false), "");
        }

        await converting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool isPlain = instance.Frames is null && instance.Place.Length <= MaxPlainBytes;
            return isPlain || instance.Place.Length <= MaxInMemoryBytes
                ? await ConvertAsync(instance, to, cancellationToken).ConfigureAwait(false)
                : await ConvertFileAsync(instance, to, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            converting.Release();
        }
    }

    public void Dispose() => converting.Dispose();

    private static async ValueTask<OutgoingDataset> PrepareAsync(DatasetStream dataset, CancellationToken cancellationToken)
    {
        try
        {
            await dataset.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return new OutgoingDataset(dataset, dataset.Length);
        }
        catch
        {
            await dataset.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<(OutgoingDataset?, string)> ConvertAsync(StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)instance.Place.Length);
        await objects.ReadAsync(instance.Place, 0, bytes, cancellationToken).ConfigureAwait(false);
        DicomFile file = DicomFile.Read(bytes, Limits);
        if (instance.Corrections is { } corrections)
        {
            CorrectedDataset.Apply(file.Dataset, corrections);
        }

        if (file is { TransferSyntax.IsDeflated: true, Error: { } tooLarge })
        {
            return (null, tooLarge.Detail);
        }

        if (instance.Frames is not null && Transcoder.BecomesLarge(file.Dataset, file.TransferSyntax, to))
        {
            return await ConvertFileAsync(instance, to, cancellationToken).ConfigureAwait(false);
        }

        if (Transcoder.Transcode(file.Dataset, file.TransferSyntax, to, TranscodeOptions.Default, out Dataset result) is { } error)
        {
            return (null, error.Reason);
        }

        ArrayBufferWriter<byte> written = new(bytes.Length);
        DatasetWriter.Write(result, to, written);
        return (new OutgoingDataset(new DatasetStream(objects, pieces, instance.Place, default, written.WrittenMemory), written.WrittenCount), "");
    }

    private async ValueTask<(OutgoingDataset?, string)> ConvertFileAsync(StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateDirectory(scratch.NextFile());
            string input = Path.Combine(folder.FullName, "stored");
            FileStream copy = new(input, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
            await using (copy.ConfigureAwait(false))
            {
                using DatasetStream stored = instance.Corrections is null
                    ? new(objects, pieces, instance.Place, new ByteRange(0, instance.Place.Length))
                    : WholeOf(await corrected.OpenAsync(instance, cancellationToken).ConfigureAwait(false));
                await stored.CopyToAsync(copy, 1 << 20, cancellationToken).ConfigureAwait(false);
            }

            FileStream output = new(Path.Combine(folder.FullName, "converted"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
            if (FileTranscoder.Transcode(input, to, TranscodeOptions.Default, output) is { } error)
            {
                await output.DisposeAsync().ConfigureAwait(false);
                folder.Delete(recursive: true);
                return (null, error.Reason);
            }

            File.Delete(input);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            long start = FindDataset(output);
            output.Position = start;
            return (new OutgoingDataset(output, output.Length - start, folder), "");
        }
        catch (IOException failed)
        {
            folder?.Delete(recursive: true);
            throw new ObjectStoreException($"No room to convert: {failed.Message}", isTransient: true);
        }
    }

    private DatasetStream WholeOf(CorrectedObject made) => new(objects, pieces, made.Place, made.Range, made.Before, made.Behind);

    private DatasetStream DatasetOf(CorrectedObject made) => new(objects, pieces, made.Place, made.Range, made.Before[made.DatasetOffset..], made.Behind);

    private static long FindDataset(FileStream file)
    {
        file.Position = 0;
        byte[] start = new byte[(int)Math.Min(file.Length, 64 * 1024)];
        file.ReadExactly(start);
        return FileMeta.TryRead(start, start.Length == file.Length, out _, out int offset, out _, out _) ? offset : throw new InvalidDataException("a file just written has no meta information");
    }
}
