using System.Buffers;
using System.IO.Pipelines;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Compression;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Transcoding;
using Gantry.Server.DicomWeb.Retrieve;

namespace Gantry.Server.DicomWeb.Pixels;

/// <summary>Stored instances brought to another transfer syntax for an answer. Small ones in memory; of large ones a frame at a time, by way of scratch files.</summary>
internal sealed class InstanceTranscoder(IObjectReader objects, InstanceLoader loader, PixelWork work, ScratchFolder scratch, DicomWebOptions options)
{
    // The stored original stays: nothing depends on what is made here being right for ever, so it is not decoded again to compare.
    private static readonly TranscodeOptions Outgoing = TranscodeOptions.Default with { Verifies = false };

    /// <summary>Whether it is worth trying: there are codecs for both, and what must be whole in memory is not too large.</summary>
    public bool CanTranscode(StoredInstance instance, TransferSyntax to)
    {
        TransferSyntax from = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        bool isWhole = instance.Frames is not { Count: > 0 } || from.IsDeflated;
        return FrameCodecs.CanDecode(from) && FrameCodecs.CanEncode(to) && (!isWhole || instance.Place.Length <= options.MaxConvertedBytes);
    }

    public async ValueTask<(ImagingError? Error, TranscodedInstance? Result)> MakeAsync(StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        using IDisposable place = await work.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return instance.Place.Length <= PixelFile.InMemoryBytes
                ? await MakeInMemoryAsync(instance, to, cancellationToken).ConfigureAwait(false)
                : await MakeOnDiskAsync(instance, to, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not ObjectStoreException)
        {
            throw new ObjectStoreException("There is no room for temporary files.", isTransient: true, e);
        }
    }

    private async ValueTask<(ImagingError? Error, TranscodedInstance? Result)> MakeInMemoryAsync(StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        if (await loader.LoadAsync(instance, cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return (ImagingError.Unsupported("It is too large to be converted."), null);
        }

        if (Transcoder.BecomesLarge(file.Dataset, file.TransferSyntax, to))
        {
            return await MakeOnDiskAsync(instance, to, cancellationToken).ConfigureAwait(false);
        }

        if (Transcoder.Transcode(file.Dataset, file.TransferSyntax, to, Outgoing, out Dataset result) is { } error)
        {
            return (error, null);
        }

        ArrayBufferWriter<byte> bytes = new((int)Math.Min(instance.Place.Length, 1 << 20));
        DicomFile.Create(result, to).Write(bytes);
        return (null, new TranscodedInstance(bytes.WrittenMemory, null));
    }

    private async ValueTask<(ImagingError? Error, TranscodedInstance? Result)> MakeOnDiskAsync(StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        FileStream input = Temporary(FileShare.ReadWrite | FileShare.Delete);
        FileStream output = Temporary(FileShare.None);
        bool isKept = false;
        try
        {
            PipeWriter copy = PipeWriter.Create(input, new StreamPipeWriterOptions(leaveOpen: true));
            if (instance.Corrections is null)
            {
                await objects.CopyToAsync(instance.Place, 0, instance.Place.Length, copy, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                CorrectedObject corrected = await new CorrectedObjects(objects).OpenAsync(instance, cancellationToken).ConfigureAwait(false);
                await corrected.CopyToAsync(objects, 0, corrected.Length, copy, cancellationToken).ConfigureAwait(false);
            }

            await copy.CompleteAsync().ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
            ImagingError? error = FileTranscoder.Transcode(input.Name, to, Outgoing, output);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            isKept = error is null;
            return (error, isKept ? new TranscodedInstance(default, output) : null);
        }
        finally
        {
            await input.DisposeAsync().ConfigureAwait(false);
            if (!isKept)
            {
                await output.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private FileStream Temporary(FileShare share) =>
        new(scratch.NextFile(), FileMode.CreateNew, FileAccess.ReadWrite, share, 1 << 16, FileOptions.DeleteOnClose);
}
