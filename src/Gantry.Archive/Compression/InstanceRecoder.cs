using System.Buffers;
using System.IO.Pipelines;
using Gantry.Archive.Audit;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Imaging;
using Gantry.Imaging.Compression;
using Gantry.Imaging.Transcoding;

namespace Gantry.Archive.Compression;

/// <summary>
/// Brings one stored instance to another transfer syntax: transcoded frame by frame by way of temporary files (<c>TMPDIR</c>), read back and compared whole, then put in its place.
/// With losses another instance is made and stored, and the original deleted.
/// </summary>
internal sealed class InstanceRecoder(LocalArchive archive, IAuditLog audit)
{
    private const int StepBytes = 256 * 1024;

    /// <exception cref="ObjectStoreException">The stored object cannot be read, or there is no room for temporary files.</exception>
    public async ValueTask<RecodeOutcome> RecodeAsync(StoredInstance instance, CompressionRule rule, string? sourceAe, CancellationToken cancellationToken)
    {
        TransferSyntax from = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        TransferSyntax to = TransferSyntax.FromUid(rule.To);
        if (from.Uid == to.Uid || instance.Frames is not { Count: > 0 } || (!from.IsEncapsulated && !to.IsEncapsulated) || !FrameCodecs.IsLossless(from))
        {
            return new RecodeOutcome.Left();
        }

        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("gantry-compress-");
            return await RecodeAsync(instance, rule, to, sourceAe, folder.FullName, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not ObjectStoreException)
        {
            return new RecodeOutcome.Unavailable($"no room for temporary files: {e.Message}");
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    private async ValueTask<RecodeOutcome> RecodeAsync(StoredInstance instance, CompressionRule rule, TransferSyntax to, string? sourceAe, string folder, CancellationToken cancellationToken)
    {
        string stored = Path.Combine(folder, "stored");
        await CopyOutAsync(instance, stored, cancellationToken).ConfigureAwait(false);
        FileStream made = new(Path.Combine(folder, "made"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        await using (made.ConfigureAwait(false))
        {
            // Compared below, from what was written rather than frame by frame as it is made.
            ImagingError? error = FileTranscoder.Transcode(stored, to, new TranscodeOptions { Quality = rule.Quality, Verifies = false }, made);
            await made.FlushAsync(cancellationToken).ConfigureAwait(false);
            error ??= to.IsLossy ? LosslessCheck.Decodes(made.Name) : LosslessCheck.Compare(stored, made.Name);
            if (error is not null)
            {
                return error.Kind == ImagingErrorKind.NoPixels ? new RecodeOutcome.Left() : new RecodeOutcome.Failed(error.ToString());
            }

            if (made.Length >= instance.Place.Length && !rule.TakesLarger)
            {
                return new RecodeOutcome.Left();
            }

            made.Position = 0;
            return to.IsLossy
                ? await StoreDerivedAsync(instance, rule, sourceAe, made, cancellationToken).ConfigureAwait(false)
                : await ReplaceAsync(instance, made, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CopyOutAsync(StoredInstance instance, string path, CancellationToken cancellationToken)
    {
        FileStream copy = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        await using (copy.ConfigureAwait(false))
        {
            PipeWriter writer = PipeWriter.Create(copy, new StreamPipeWriterOptions(leaveOpen: true));
            await archive.Objects.CopyToAsync(instance.Place, 0, instance.Place.Length, writer, cancellationToken).ConfigureAwait(false);
            await writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<RecodeOutcome> ReplaceAsync(StoredInstance instance, FileStream made, CancellationToken cancellationToken)
    {
        if (await archive.Rewriter.OpenAsync(instance, cancellationToken).ConfigureAwait(false) is not { } receiver)
        {
            return new RecodeOutcome.Failed("The stored object is not as it was written, or was replaced too often.");
        }

        return await ReceiveAsync(receiver, made, cancellationToken).ConfigureAwait(false) switch
        {
            StoreOutcome.Stored => new RecodeOutcome.Done(instance.Place.Length, made.Length),
            StoreOutcome.Refused { Reason: RefusalReason.Conflict } => new RecodeOutcome.Left(),
            StoreOutcome outcome => Refused(outcome),
        };
    }

    private async ValueTask<RecodeOutcome> StoreDerivedAsync(StoredInstance instance, CompressionRule rule, string? sourceAe, FileStream made, CancellationToken cancellationToken)
    {
        InstanceReceiver receiver = archive.Intake.OpenFile(new InstanceSource("compression", sourceAe, User: rule.Name), instance.Identity.Study);
        StoreOutcome outcome = await ReceiveAsync(receiver, made, cancellationToken).ConfigureAwait(false);
        if (outcome is not (StoreOutcome.Stored or StoreOutcome.Duplicate))
        {
            return outcome is StoreOutcome.Conflict conflict ? new RecodeOutcome.Failed(conflict.Detail) : Refused(outcome);
        }

        InstanceIdentity gone = instance.Identity;
        int deleted = await archive.Deletion.DeleteAsync(gone.Study, gone.Series, gone.Instance, "compression rule " + rule.Name, cancellationToken).ConfigureAwait(false);
        if (deleted > 0)
        {
            string detail = $"{gone.Instance}: replaced with losses by compression rule {rule.Name}";
            await audit.AppendAsync(new AuditEvent(AuditKind.Deleted, "compression", null, gone.Study.Value, detail), cancellationToken).ConfigureAwait(false);
        }

        return new RecodeOutcome.Done(instance.Place.Length, made.Length);
    }

    private static async ValueTask<StoreOutcome> ReceiveAsync(InstanceReceiver receiver, FileStream file, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(StepBytes);
        try
        {
            await using (receiver.ConfigureAwait(false))
            {
                for (int read; (read = await file.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    await receiver.WriteAsync(new ReadOnlySequence<byte>(piece, 0, read), cancellationToken).ConfigureAwait(false);
                }

                return await receiver.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static RecodeOutcome Refused(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.Refused { Reason: RefusalReason.StoreFull or RefusalReason.Unavailable } refused => new RecodeOutcome.Unavailable(refused.Detail),
        StoreOutcome.Refused refused => new RecodeOutcome.Failed(refused.Detail),
        _ => new RecodeOutcome.Failed("It could not be stored."),
    };
}
