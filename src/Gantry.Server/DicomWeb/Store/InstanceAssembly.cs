using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Gantry.Archive.Ingest;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Dicom.Json;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>
/// Makes a PS3.10 file of metadata and bulk data (PS3.18 10.5.2) and hands it to a receiver piece by piece, so that large values pass from the spool to the
/// archive without being whole in memory.
/// </summary>
internal sealed class InstanceAssembly
{
    private const int MaxNestedBytes = 16 << 20;
    private const uint MaxValueBytes = 0xFFFFFFFE;
    private readonly InstanceDraft draft;
    private readonly BulkSpool spool;
    private readonly SortedDictionary<DicomTag, (Vr Vr, IReadOnlyList<BulkPart> Parts)> large = [];

    private InstanceAssembly(InstanceDraft draft, BulkSpool spool) => (this.draft, this.spool) = (draft, spool);

    private TransferSyntax Syntax { get; set; } = TransferSyntax.ExplicitVrLittleEndian;

    /// <summary>Finds every value that comes apart; the detail says which cannot be had, with the failure reason of PS3.18 I.2.2.</summary>
    /// <param name="draft">The instance; what names its encoding, not its content, is taken out.</param>
    /// <param name="find">The parts under a URI, in their order.</param>
    /// <param name="spool">Where their bodies are.</param>
    /// <param name="cancellationToken">Of the request.</param>
    public static async ValueTask<(InstanceAssembly? Assembly, ushort Reason, string Detail)> PrepareAsync(
        InstanceDraft draft, Func<string, IReadOnlyList<BulkPart>> find, BulkSpool spool, CancellationToken cancellationToken)
    {
        if (!DicomUid.IsAcceptable(draft.SopClassUid) || !DicomUid.IsAcceptable(draft.SopInstanceUid))
        {
            return (null, StoreStatus.CannotUnderstand, "SOP Class UID (0008,0016) or SOP Instance UID (0008,0018) is missing or not a UID.");
        }

        InstanceAssembly assembly = new(draft, spool);
        foreach (BulkDataReference reference in draft.BulkData)
        {
            IReadOnlyList<BulkPart> parts = find(reference.Uri);
            if (parts.Count == 0)
            {
                return (null, StoreStatus.CannotUnderstand, $"No part has the Content-Location '{reference.Uri}', which holds {reference.Tag}.");
            }

            (ushort reason, string? detail) = await assembly.TakeAsync(reference, parts, cancellationToken).ConfigureAwait(false);
            if (detail is not null)
            {
                return (null, reason, detail);
            }
        }

        return (assembly, 0, "");
    }

    /// <summary>Writes the file: meta information, then the elements in the order of their tags.</summary>
    public async ValueTask WriteAsync(InstanceReceiver receiver, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> output = new();
        new FileMeta(draft.SopClassUid!, draft.SopInstanceUid!, Syntax.Uid).Write(output);
        Dataset pending = new();
        using IEnumerator<KeyValuePair<DicomTag, (Vr Vr, IReadOnlyList<BulkPart> Parts)>> values = large.AsEnumerable().GetEnumerator();
        bool hasValue = values.MoveNext();
        foreach (Element element in draft.Dataset)
        {
            if (element.Tag.Group == 0x0002 || element.Tag == Tags.AvailableTransferSyntaxUID)
            {
                continue;
            }

            for (; hasValue && values.Current.Key < element.Tag; hasValue = values.MoveNext())
            {
                await WriteLargeAsync().ConfigureAwait(false);
            }

            pending.Add(element);
        }

        for (; hasValue; hasValue = values.MoveNext())
        {
            await WriteLargeAsync().ConfigureAwait(false);
        }

        await FlushAsync().ConfigureAwait(false);

        async ValueTask WriteLargeAsync()
        {
            await FlushAsync().ConfigureAwait(false);
            await WriteValueAsync(values.Current.Key, values.Current.Value.Vr, values.Current.Value.Parts, receiver, cancellationToken).ConfigureAwait(false);
        }

        async ValueTask FlushAsync()
        {
            DatasetWriter.Write(pending, TransferSyntax.ExplicitVrLittleEndian, output);
            await receiver.WriteAsync(new ReadOnlySequence<byte>(output.WrittenMemory), cancellationToken).ConfigureAwait(false);
            output.Clear();
            pending = new Dataset();
        }
    }

    private async ValueTask<(ushort Reason, string? Detail)> TakeAsync(BulkDataReference reference, IReadOnlyList<BulkPart> parts, CancellationToken cancellationToken)
    {
        long length = parts.Sum(p => p.Range.Length);
        if (!ReferenceEquals(reference.Owner, draft.Dataset))
        {
            if (length > MaxNestedBytes)
            {
                return (StoreStatus.CannotUnderstand, $"{reference.Tag} within a sequence is larger than {MaxNestedBytes} bytes.");
            }

            ArrayBufferWriter<byte> value = new();
            foreach (BulkPart part in parts)
            {
                value.Write(await spool.ReadAsync(part.Range, MaxNestedBytes, cancellationToken).ConfigureAwait(false));
            }

            reference.Owner.Set(reference.Tag, reference.Vr, value.WrittenMemory);
            return default;
        }

        Vr vr = reference.Vr;
        if (reference.Tag == Tags.PixelData)
        {
            if (draft.Dataset.GetInteger(Tags.Rows) is null or 0 || draft.Dataset.GetInteger(Tags.Columns) is null or 0 || draft.Dataset.GetInteger(Tags.BitsAllocated) is null or 0)
            {
                return (StoreStatus.CannotUnderstand, "The metadata tells no Rows, Columns or Bits Allocated of its pixel data.");
            }

            BulkPart first = parts[0];
            byte[] head = await spool.ReadAsync(first.Range, BulkSyntax.HeadBytes, cancellationToken).ConfigureAwait(false);
            BulkPart named = first.TransferSyntaxUid is null && first.MediaType != "application/octet-stream" && draft.NamedSyntax is { } uid ? first with { TransferSyntaxUid = uid } : first;
            if (BulkSyntax.Of(named, head) is not { } syntax || parts.Any(p => p.MediaType != first.MediaType))
            {
                return (StoreStatus.TransferSyntaxNotSupported, $"Pixel data of media type '{first.MediaType}' and transfer syntax '{named.TransferSyntaxUid ?? "none named"}' is not stored.");
            }

            Syntax = syntax;
            vr = syntax.IsEncapsulated ? Vr.OB : draft.Dataset.GetInteger(Tags.BitsAllocated) > 8 || vr != Vr.OB ? Vr.OW : Vr.OB;
        }

        if (parts.Any(p => p.Range.Length >= MaxValueBytes) || (length >= MaxValueBytes && !(reference.Tag == Tags.PixelData && Syntax.IsEncapsulated)))
        {
            return (StoreStatus.CannotUnderstand, $"{reference.Tag} has {length} bytes, more than a value can have (PS3.5 7.1.1).");
        }

        large[reference.Tag] = (vr, parts);
        return default;
    }

    private async ValueTask WriteValueAsync(DicomTag tag, Vr vr, IReadOnlyList<BulkPart> parts, InstanceReceiver receiver, CancellationToken cancellationToken)
    {
        bool isEncapsulated = tag == Tags.PixelData && Syntax.IsEncapsulated;
        long length = parts.Sum(p => p.Range.Length);
        await WriteAsync(Head(tag, vr, isEncapsulated ? uint.MaxValue : (uint)(length + (length & 1)))).ConfigureAwait(false);
        if (isEncapsulated)
        {
            // An empty basic offset table (PS3.5 A.4).
            await WriteAsync(ItemHead(0xE000, 0)).ConfigureAwait(false);
        }

        foreach (BulkPart part in parts)
        {
            long odd = part.Range.Length & 1;
            if (isEncapsulated)
            {
                await WriteAsync(ItemHead(0xE000, (uint)(part.Range.Length + odd))).ConfigureAwait(false);
            }

            await spool.CopyToAsync(part.Range, receiver, cancellationToken).ConfigureAwait(false);
            if (isEncapsulated && odd != 0)
            {
                await WriteAsync(new byte[1]).ConfigureAwait(false);
            }
        }

        if (isEncapsulated)
        {
            await WriteAsync(ItemHead(0xE0DD, 0)).ConfigureAwait(false);
        }
        else if ((length & 1) != 0)
        {
            await WriteAsync(new byte[1]).ConfigureAwait(false);
        }

        ValueTask WriteAsync(byte[] bytes) => receiver.WriteAsync(new ReadOnlySequence<byte>(bytes), cancellationToken);
    }

    /// <summary>Tag, VR and length in explicit VR little endian (PS3.5 7.1.2); short VRs cannot hold what comes apart and become UN.</summary>
    private static byte[] Head(DicomTag tag, Vr vr, uint length)
    {
        byte[] head = new byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(head, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), tag.Element);
        Encoding.ASCII.GetBytes(vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UT or Vr.UC or Vr.UR ? vr.ToString() : "UN", head.AsSpan(4));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), length);
        return head;
    }

    private static byte[] ItemHead(ushort element, uint length)
    {
        byte[] head = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(head, 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), element);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), length);
        return head;
    }
}
