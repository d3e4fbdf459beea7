using System.Buffers;
using Gantry.Archive.Ingest;
using Gantry.Dicom;
using Gantry.Dicom.Json;
using Gantry.Dicom.Xml;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>
/// STOW-RS of metadata with bulk data apart (PS3.18 10.5.2): parts are gathered, each instance is put together and goes the way of every other into the archive.
/// </summary>
internal sealed class MetadataStore(IInstanceIntake intake)
{
    private const int MaxMetadataBytes = 64 << 20;

    /// <summary>Reads the whole body and stores what it describes.</summary>
    /// <param name="reader">Of the body.</param>
    /// <param name="body">Its form.</param>
    /// <param name="target">Who stores, and the study that the request addresses.</param>
    /// <param name="report">Takes what became of each.</param>
    /// <param name="cancellationToken">Of the request.</param>
    public async ValueTask ReadAsync(MultipartReader reader, StoreBody body, (InstanceSource Source, StudyUid? Study) target, StoreReport report, CancellationToken cancellationToken)
    {
        List<InstanceDraft> drafts = [];
        Dictionary<string, List<BulkPart>> bulk = [];
        using BulkSpool spool = new();
        try
        {
            for (int part = 1; await reader.NextPartAsync(cancellationToken).ConfigureAwait(false) is { } headers; part++)
            {
                if (body.IsMetadataPart(headers.ContentType))
                {
                    await ReadMetadataAsync(part).ConfigureAwait(false);
                }
                else
                {
                    await ReadBulkAsync(part, headers).ConfigureAwait(false);
                }
            }

            if (reader.Malformation is { } malformation)
            {
                report.AddOther($"{StoreBody.Multipart}: {malformation}");
            }

            foreach (InstanceDraft draft in drafts)
            {
                await StoreAsync(draft, spool, uri => bulk.GetValueOrDefault(uri, []), target, report, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException e) when (!cancellationToken.IsCancellationRequested && e is not Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            report.Add(1, new StoreOutcome.Refused(RefusalReason.StoreFull, "There is no room for the bulk data of the request."));
        }

        async ValueTask ReadMetadataAsync(int part)
        {
            ArrayBufferWriter<byte> text = new();
            bool isWhole = await reader.CopyBodyAsync((bytes, _) => Gather(bytes, text), cancellationToken).ConfigureAwait(false);
            if (!isWhole)
            {
                return;
            }

            if (text.WrittenCount > MaxMetadataBytes)
            {
                report.AddOther($"part {part}: metadata of more than {MaxMetadataBytes} bytes");
            }
            else if (Parse(part, body.Form, text.WrittenMemory, out IEnumerable<InstanceDraft> read) is { } wrong)
            {
                report.AddOther($"part {part}: {wrong}");
            }
            else
            {
                drafts.AddRange(read);
            }
        }

        async ValueTask ReadBulkAsync(int part, PartHeaders headers)
        {
            if (headers.ContentLocation is not { } location)
            {
                report.AddOther($"part {part}: its Content-Type '{headers.ContentType}' is not that of metadata, and as bulk data it lacks a Content-Location");
                return;
            }

            if (!MediaRanges.TryParseMediaType(headers.ContentType ?? "application/octet-stream", out string mediaType, out Dictionary<string, string> parameters))
            {
                report.AddOther($"part {part}: its Content-Type '{headers.ContentType}' is not a media type");
                return;
            }

            if (await spool.TakeAsync(reader, cancellationToken).ConfigureAwait(false) is { } range)
            {
                if (!bulk.TryGetValue(location, out List<BulkPart>? parts))
                {
                    bulk.Add(location, parts = []);
                }

                parts.Add(new BulkPart(mediaType, parameters.GetValueOrDefault("transfer-syntax"), range));
            }
        }
    }

    /// <summary>A single body without bulk data.</summary>
    public async ValueTask StoreAloneAsync(ReadOnlyMemory<byte> text, StoreForm form, (InstanceSource Source, StudyUid? Study) target, StoreReport report, CancellationToken cancellationToken)
    {
        using BulkSpool spool = new();
        if (text.Length > MaxMetadataBytes)
        {
            report.AddOther($"metadata of more than {MaxMetadataBytes} bytes");
        }
        else if (Parse(1, form, text, out IEnumerable<InstanceDraft> read) is { } wrong)
        {
            report.AddOther(wrong);
        }
        else
        {
            foreach (InstanceDraft draft in read)
            {
                await StoreAsync(draft, spool, _ => [], target, report, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes bytes until there are more than metadata may have; the rest is passed over.</summary>
    public static ValueTask Gather(ReadOnlySequence<byte> bytes, ArrayBufferWriter<byte> text)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            if (text.WrittenCount <= MaxMetadataBytes)
            {
                text.Write(piece.Span);
            }
        }

        return ValueTask.CompletedTask;
    }

    private static string? Parse(int part, StoreForm form, ReadOnlyMemory<byte> text, out IEnumerable<InstanceDraft> drafts)
    {
        drafts = [];
        if (form == StoreForm.Json)
        {
            DicomJsonReadResult json = DicomJsonReader.Read(text);
            drafts = InstanceDraft.Of(part, json.Datasets, json.BulkData);
            return json.Error is { } error ? $"not DICOM JSON: {error}" : json.Datasets.Count == 0 ? "describes no instance" : null;
        }

        using MemoryStream stream = new(text.ToArray(), writable: false);
        NativeXmlReadResult xml = NativeXmlReader.Read(stream);
        if (xml.Dataset is not null)
        {
            drafts = InstanceDraft.Of(part, [xml.Dataset], xml.BulkData);
        }

        return xml.Error is { } fault ? $"not a Native DICOM Model: {fault}" : null;
    }

    private async ValueTask StoreAsync(
        InstanceDraft draft, BulkSpool spool, Func<string, IReadOnlyList<BulkPart>> find, (InstanceSource Source, StudyUid? Study) target, StoreReport report, CancellationToken cancellationToken)
    {
        (InstanceAssembly? assembly, ushort reason, string detail) = await InstanceAssembly.PrepareAsync(draft, find, spool, cancellationToken).ConfigureAwait(false);
        if (assembly is null)
        {
            report.AddFailed(draft, reason, detail);
            return;
        }

        await using InstanceReceiver receiver = intake.OpenFile(target.Source, target.Study);
        await assembly.WriteAsync(receiver, cancellationToken).ConfigureAwait(false);
        report.Add(draft.Part, await receiver.CompleteAsync(cancellationToken).ConfigureAwait(false));
    }
}
