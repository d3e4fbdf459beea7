using Gantry.Archive.Audit;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Imaging;

namespace Gantry.Archive.Compression;

/// <summary>
/// Brings one stored instance to another transfer syntax: made anew, compared whole, then put in its place. With losses another instance is made and stored, and the original deleted.
/// </summary>
internal sealed class InstanceRecoder(LocalArchive archive, IAuditLog audit, ScratchFolder scratch)
{
    /// <exception cref="ObjectStoreException">The stored object cannot be read.</exception>
    public async ValueTask<RecodeOutcome> RecodeAsync(StoredInstance instance, CompressionRule rule, string? sourceAe, CancellationToken cancellationToken)
    {
        if (rule.ReasonToLeave(instance.TransferSyntaxUid, instance.Frames) is { } reason)
        {
            return new RecodeOutcome.Left(reason);
        }

        // As it is and as it will be, on the disk that instances come to.
        if (!archive.HasRoomFor(2 * instance.Place.Length))
        {
            return new RecodeOutcome.Unavailable("There is no room left for temporary files.");
        }

        try
        {
            (RecodedFile? made, ImagingError? error) = await RecodedFile.MakeAsync(archive.Objects, instance.Place, rule, scratch, cancellationToken).ConfigureAwait(false);
            using (made)
            {
                return made is null ? Refusal(error!)
                    : made.Length >= instance.Place.Length && !rule.TakesLarger ? new RecodeOutcome.Left("It would not become smaller.")
                    : TransferSyntax.FromUid(rule.To).IsLossy ? await StoreDerivedAsync(instance, rule, sourceAe, made, cancellationToken).ConfigureAwait(false)
                    : await ReplaceAsync(instance, made, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException e) when (e is not ObjectStoreException)
        {
            return new RecodeOutcome.Unavailable($"There is no room for temporary files: {e.Message}");
        }
    }

    /// <summary>What a transfer syntax has no place for is left as it is; what cannot be read, or does not come out the same, is a failure.</summary>
    private static RecodeOutcome Refusal(ImagingError error) => error.Kind is ImagingErrorKind.NoPixels or ImagingErrorKind.Unsupported
        ? new RecodeOutcome.Left(error.Reason)
        : new RecodeOutcome.Failed(error.ToString());

    private async ValueTask<RecodeOutcome> ReplaceAsync(StoredInstance instance, RecodedFile made, CancellationToken cancellationToken)
    {
        if (await archive.Rewriter.OpenAsync(instance, cancellationToken).ConfigureAwait(false) is not { } receiver)
        {
            return new RecodeOutcome.Failed("The stored object is not as it was written, or was replaced too often.");
        }

        return await made.StoreAsync(receiver, cancellationToken).ConfigureAwait(false) switch
        {
            StoreOutcome.Stored => new RecodeOutcome.Done(instance.Place.Length, made.Length),
            StoreOutcome.Refused { Reason: RefusalReason.Conflict } => new RecodeOutcome.Left("It was changed or deleted meanwhile."),
            StoreOutcome outcome => Refused(outcome),
        };
    }

    private async ValueTask<RecodeOutcome> StoreDerivedAsync(StoredInstance instance, CompressionRule rule, string? sourceAe, RecodedFile made, CancellationToken cancellationToken)
    {
        InstanceReceiver receiver = archive.Intake.OpenFile(new InstanceSource("compression", sourceAe, User: rule.Name), instance.Identity.Study);
        StoreOutcome outcome = await made.StoreAsync(receiver, cancellationToken).ConfigureAwait(false);
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

    private static RecodeOutcome Refused(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.Refused { Reason: RefusalReason.StoreFull or RefusalReason.Unavailable } refused => new RecodeOutcome.Unavailable(refused.Detail),
        StoreOutcome.Refused refused => new RecodeOutcome.Failed(refused.Detail),
        _ => new RecodeOutcome.Failed("It could not be stored."),
    };
}
