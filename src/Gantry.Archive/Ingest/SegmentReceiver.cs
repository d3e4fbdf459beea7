using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Archive.Ingest;

/// <summary>Receives one instance: copies, parses and sums while bytes come; checks and commits when all are there.</summary>
internal sealed class SegmentReceiver : InstanceReceiver
{
    private readonly InstanceReception shared;
    private readonly InstanceSource source;
    private readonly Announcement announced;
    private readonly Replacement? replacement;
    private readonly ReceivedBytes received;
    private InstanceScan? scan;
    private string syntaxUid = "";
    private int datasetOffset;
    private bool needsHeader;
    private FileMeta? fileMeta;
    private uint headCrc;
    private uint datasetCrc;
    private bool isHeadFixed;
    private bool isKept;
    private StoreOutcome? settled;

    /// <param name="shared">What every receiver shares.</param>
    /// <param name="source">Who brings it.</param>
    /// <param name="announced">What the way in said of it.</param>
    /// <param name="meta">The header to write, for a bare data set; null when a file follows.</param>
    /// <param name="replacement">Of bytes that the archive has made; null for those that are received.</param>
    public SegmentReceiver(InstanceReception shared, InstanceSource source, Announcement announced, FileMeta? meta, Replacement? replacement = null)
    {
        (this.shared, this.source, this.announced, this.replacement) = (shared, source, announced, replacement);
        received = new ReceivedBytes(shared);
        if (meta is not null)
        {
            ArrayBufferWriter<byte> header = new(1024);
            meta.Write(header);
            Header = header.WrittenMemory;
            StartDataset(meta.TransferSyntaxUid, Header.Length);
        }
    }

    private ReadOnlyMemory<byte> Header { get; set; }

    private long DatasetLength => received.Length - datasetOffset;

    public override async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        while (settled is null && !bytes.IsEmpty)
        {
            bytes = bytes.Slice(Take(bytes));
            if (!bytes.IsEmpty && settled is null)
            {
                await GrowAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override async ValueTask<StoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            settled ??= await CompleteCoreAsync(cancellationToken).ConfigureAwait(false) with { Finding = Contradiction() };
        }
        catch (ObjectStoreException e)
        {
            settled = Environment(e);
        }
        catch (IndexException)
        {
            settled = new StoreOutcome.Refused(RefusalReason.Unavailable, "The index cannot be read now.");
        }

        if (replacement is null)
        {
            shared.Metrics.Settled(settled, received.Length);
        }

        await received.ReleaseAsync(isKept).ConfigureAwait(false);
        return settled;
    }

    public override async ValueTask DisposeAsync()
    {
        await received.ReleaseAsync(isKept).ConfigureAwait(false);
        scan?.Dispose();
    }

    private long Take(ReadOnlySequence<byte> bytes)
    {
        long taken = 0;
        foreach (ReadOnlyMemory<byte> memory in bytes)
        {
            ReadOnlySpan<byte> rest = memory.Span;
            while (!rest.IsEmpty && received.HasRoom)
            {
                int before = rest.Length;
                Pass(received.Copy(ref rest));
                taken += before - rest.Length;
            }

            if (!rest.IsEmpty)
            {
                break;
            }
        }

        return taken;
    }

    private async ValueTask GrowAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool isFirst = received.Length == 0;
            if (received.Length >= shared.Options.MaxInstanceBytes)
            {
                settled = new StoreOutcome.Refused(RefusalReason.TooLarge, $"Larger than {shared.Options.MaxInstanceBytes} bytes.");
            }
            else if (received.ShouldSpill && FixHead() is { } error)
            {
                settled = error;
            }
            else
            {
                if (received.ShouldSpill)
                {
                    received.StartSpill();
                }

                if (!await received.GrowAsync(cancellationToken).ConfigureAwait(false))
                {
                    settled = new StoreOutcome.Refused(RefusalReason.Unavailable, "Too much is arriving at once; no memory came free in time.");
                }
                else if (isFirst && !Header.IsEmpty)
                {
                    ReadOnlySpan<byte> header = Header.Span;
                    received.Copy(ref header);
                    headCrc = Crc32.Of(Header.Span);
                }
            }
        }
        catch (ObjectStoreException e)
        {
            settled = Environment(e);
        }

        if (settled is not null)
        {
            await received.ReleaseAsync(keepSpill: false).ConfigureAwait(false);
        }
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        if (scan is null)
        {
            ReadHead(isWhole: false);
            return;
        }

        datasetCrc = Crc32.Append(datasetCrc, bytes);
        scan.Push(bytes);
    }

    private DicomError? ReadHead(bool isWhole)
    {
        ReadOnlySpan<byte> head = received.Buffer.Head;
        if (!FileMeta.TryRead(head, isWhole, out FileMeta meta, out int offset, out _, out DicomError? error) || offset > head.Length)
        {
            return error ?? new DicomError(DicomErrorKind.NotDicom, 0, "", "neither a DICOM file nor a data set");
        }

        needsHeader = head.Length < 132 || !head.Slice(128, 4).SequenceEqual("DICM"u8);
        fileMeta = meta;
        StartDataset(Trimmed(meta.TransferSyntaxUid) ?? TransferSyntax.ImplicitVrLittleEndian.Uid, offset);
        Pass(head[offset..]);
        return null;
    }

    private void StartDataset(string syntax, int offset)
    {
        syntaxUid = syntax;
        datasetOffset = offset;
        scan = new InstanceScan(TransferSyntax.FromUid(syntax));
    }

    /// <summary>Gives the object its final head, while all of it is in memory. An outcome when it cannot have one.</summary>
    private StoreOutcome.Refused? FixHead()
    {
        if (isHeadFixed)
        {
            return null;
        }

        if (scan is null)
        {
            return new StoreOutcome.Refused(RefusalReason.Malformed, "Neither a DICOM file nor a data set.");
        }

        if (needsHeader)
        {
            string sopClass = scan.Attributes[Tags.SopClass] ?? "";
            string instance = scan.Attributes[Tags.SopInstance] ?? "";
            if (!DicomUid.IsAcceptable(sopClass) || !DicomUid.IsAcceptable(instance))
            {
                return new StoreOutcome.Refused(RefusalReason.MissingIdentity, "SOP Class UID (0008,0016) or SOP Instance UID (0008,0018) is missing or not a UID.");
            }

            ArrayBufferWriter<byte> header = new(1024);
            new FileMeta(sopClass, instance, syntaxUid, source.CallingAe).Write(header);
            received.ReplaceHead(datasetOffset, header.WrittenSpan);
            datasetOffset = header.WrittenCount;
        }

        headCrc = Crc32.Of(received.Buffer.Head[..datasetOffset]);
        isHeadFixed = true;
        return null;
    }

    private async ValueTask<StoreOutcome> CompleteCoreAsync(CancellationToken cancellationToken)
    {
        if (scan is null && (received.Length == 0 ? new DicomError(DicomErrorKind.NotDicom, 0, "", "no bytes came") : ReadHead(isWhole: true)) is { } unreadable)
        {
            return await MalformedAsync(RefusalReason.Malformed, unreadable.ToString(), cancellationToken).ConfigureAwait(false);
        }

        if (scan!.Complete(DatasetLength) is { } error)
        {
            return await MalformedAsync(RefusalReason.Malformed, error.ToString(), cancellationToken).ConfigureAwait(false);
        }

        if (announced.Check(scan.Attributes, out InstanceIdentity? identity) is { } refusal)
        {
            return await MalformedAsync(refusal.Reason, refusal.Detail, cancellationToken).ConfigureAwait(false);
        }

        if (replacement is not null && identity != replacement.Identity)
        {
            return new StoreOutcome.Refused(RefusalReason.IdentityMismatch, "What was made of the instance is another one.");
        }

        if (FixHead() is { } headless)
        {
            return headless;
        }

        if (received.Spill is { } spill)
        {
            await spill.WriteLastAsync(received.Buffer).ConfigureAwait(false);
        }
        else
        {
            received.Buffer.Pad();
        }

        InstanceEntry entry = MakeEntry(identity!);
        if (replacement is null && shared.Arrivals.HasRules && await shared.Arrivals.StoreAsync(shared, entry, received, cancellationToken).ConfigureAwait(false) is { } compressed)
        {
            return compressed;
        }

        await shared.Gate.EnterAsync(identity!.Instance, cancellationToken).ConfigureAwait(false);
        try
        {
            InstanceFiling filing = new(shared, source, received, datasetOffset);
            StoreOutcome outcome = replacement is null
                ? await filing.StoreAsync(entry, cancellationToken).ConfigureAwait(false)
                : await filing.StoreAgainAsync(replacement.Apply(entry)).ConfigureAwait(false);
            isKept = filing.IsKept;
            return outcome;
        }
        finally
        {
            shared.Gate.Leave(identity.Instance);
        }
    }

    private InstanceEntry MakeEntry(InstanceIdentity identity) => new()
    {
        Identity = identity,
        TransferSyntaxUid = syntaxUid,
        Attributes = scan!.Attributes,
        Place = new ObjectPlace(shared.Storage.Name, received.Spill?.Key ?? "", SegmentRecord.HeaderBytes, received.Length),
        Crc32 = Crc32.Combine(headCrc, datasetCrc, DatasetLength),
        DatasetCrc32 = datasetCrc,
        DatasetLength = DatasetLength,
        Frames = scan.Frames(datasetOffset),
        ReceivedAt = shared.Time.GetUtcNow(),
        Source = source,
    };

    private async ValueTask<StoreOutcome> MalformedAsync(RefusalReason reason, string detail, CancellationToken cancellationToken)
    {
        if (replacement is not null || !shared.Options.QuarantineMalformed || shared.Quarantine is not { } quarantine || received.Length == 0)
        {
            return new StoreOutcome.Refused(reason, detail);
        }

        if (received.Spill is { } spill)
        {
            await spill.WriteLastAsync(received.Buffer).ConfigureAwait(false);
        }

        string name = await quarantine.KeepAsync(source, reason, detail, received.CopyToAsync, cancellationToken).ConfigureAwait(false);
        shared.Logger.Quarantined(name, detail);
        return new StoreOutcome.Quarantined(detail);
    }

    private static StoreOutcome.Refused Environment(ObjectStoreException e) => e.IsFull
        ? new StoreOutcome.Refused(RefusalReason.StoreFull, "No room is left on the object store.")
        : new StoreOutcome.Refused(RefusalReason.Unavailable, "The object store cannot be used now.");

    /// <summary>
    /// Lenient: programs that edit a data set and not its file leave meta information that names another SOP class or instance; the data set decides, as it
    /// does for every other way in (PS3.10 7.1).
    /// </summary>
    private string? Contradiction() => fileMeta is null ? null
        : Contradiction("SOP Instance UID", Trimmed(fileMeta.SopInstanceUid), scan?.Attributes[Tags.SopInstance])
            ?? Contradiction("SOP Class UID", Trimmed(fileMeta.SopClassUid), scan?.Attributes[Tags.SopClass]);

    private static string? Contradiction(string what, string? said, string? found) =>
        said is null || found is null || said == found ? null : $"The file's meta information names {what} {said}, its data set {found}: the data set decides.";

    private static string? Trimmed(string? uid) => uid?.Trim(' ', '\0') is { Length: > 0 } text ? text : null;
}
