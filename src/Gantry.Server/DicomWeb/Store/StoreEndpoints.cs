using System.Buffers;
using System.Globalization;
using Gantry.Archive.Ingest;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>STOW-RS (PS3.18 10.5): instances go from the request's pipe to the archive as they arrive; while one waits for its commit the next are read.</summary>
internal sealed class StoreEndpoints(IInstanceIntake intake, MetadataStore metadata, AccessAudit audit, DicomWebOptions options)
{
    private const int MaxWarnings = 20;

    /// <summary>How many of the instances reported as stored were here before with the same content: what an import counts. No field of the report says it (PS3.18 I.1).</summary>
    private const string AlreadyHeldHeader = "Gantry-Already-Held";

    public async Task StoreAsync(HttpContext context)
    {
        Problem? problem = ResourcePath.Read(context.Request, out ResourcePath path);
        StoreBody body = null!;
        Representation form = DatasetPayload.Json;
        problem ??= StoreBody.Read(context.Request, out body);
        problem ??= Accepts(context.Request, out form);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        LiftLimits(context);
        StoreReport report = new();
        try
        {
            await ReadAsync(context, body, path, report).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            report.AddOther($"the body is larger than {options.MaxStoreBytes} bytes");
            if (report.HttpStatus != StatusCodes.Status202Accepted)
            {
                await new Problem(StatusCodes.Status413PayloadTooLarge, "Body too large", $"A body may have {options.MaxStoreBytes} bytes.").WriteAsync(context).ConfigureAwait(false);
                return;
            }
        }

        await audit.StoredAsync(context, report.Stored.ToLookup(i => i.Study, i => i.Instance)).ConfigureAwait(false);
        await AnswerAsync(context, report, form).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, StoreReport report, Representation form)
    {
        if (report.IsEmpty)
        {
            await Problem.BadRequest("The body holds no part.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        foreach (string detail in report.Details.Take(MaxWarnings))
        {
            WarningHeader.Append(context.Response, detail);
        }

        if (report.AlreadyHeld > 0)
        {
            context.Response.Headers.Append(AlreadyHeldHeader, report.AlreadyHeld.ToString(CultureInfo.InvariantCulture));
        }

        context.Response.StatusCode = report.HttpStatus;
        await DatasetPayload.WriteAsync(context, [report.ToDataset(ServiceAddress.Of(context.Request, options))], form, isArray: false).ConfigureAwait(false);
    }

    private async Task ReadAsync(HttpContext context, StoreBody body, ResourcePath path, StoreReport report)
    {
        InstanceSource source = new("stow", Address: context.Connection.RemoteIpAddress?.ToString(), User: context.User.Identity?.Name);
        if (body.Boundary is null && body.Form != StoreForm.Dicom)
        {
            ArrayBufferWriter<byte> text = new();
            await PassAsync(context, (bytes, _) => MetadataStore.Gather(bytes, text)).ConfigureAwait(false);
            await metadata.StoreAloneAsync(text.WrittenMemory, body.Form, (source, path.Study), report, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (body.Boundary is null)
        {
            await using InstanceReceiver receiver = intake.OpenFile(source, path.Study);
            await PassAsync(context, receiver.WriteAsync).ConfigureAwait(false);
            report.Add(1, await receiver.CompleteAsync(context.RequestAborted).ConfigureAwait(false));
            return;
        }

        MultipartReader reader = new(context.Request.BodyReader, body.Boundary, options.Multipart);
        if (body.Form != StoreForm.Dicom)
        {
            await metadata.ReadAsync(reader, body, (source, path.Study), report, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        await using PartsInFlight inFlight = new(options.MaxPartsInFlight, report);
        CancellationToken aborted = context.RequestAborted;
        for (int part = 1; await reader.NextPartAsync(aborted).ConfigureAwait(false) is { } headers; part++)
        {
            if (!StoreBody.IsDicomPart(headers.ContentType))
            {
                report.AddOther($"part {part}: its Content-Type '{headers.ContentType}' is not application/dicom");
                continue;
            }

            InstanceReceiver receiver = intake.OpenFile(source, path.Study);
            bool isWhole = false;
            try
            {
                isWhole = await reader.CopyBodyAsync(receiver.WriteAsync, aborted).ConfigureAwait(false);
            }
            finally
            {
                if (!isWhole)
                {
                    await receiver.DisposeAsync().ConfigureAwait(false);
                }
            }

            if (isWhole)
            {
                await inFlight.AddAsync(part, receiver, aborted).ConfigureAwait(false);
            }
        }

        await inFlight.DrainAsync().ConfigureAwait(false);
        if (reader.Malformation is { } malformation)
        {
            report.AddOther($"multipart/related: {malformation}");
        }
    }

    private static async Task PassAsync(HttpContext context, Func<ReadOnlySequence<byte>, CancellationToken, ValueTask> sink)
    {
        System.IO.Pipelines.PipeReader input = context.Request.BodyReader;
        while (true)
        {
            System.IO.Pipelines.ReadResult result = await input.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (!buffer.IsEmpty)
            {
                await sink(buffer, context.RequestAborted).ConfigureAwait(false);
            }

            input.AdvanceTo(buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>Bodies are streamed, so the server's general limit of body size does not apply; the rate that a body must keep does.</summary>
    private void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.MaxStoreBytes;
        }
    }

    private static Problem? Accepts(HttpRequest request, out Representation form)
    {
        form = DatasetPayload.Json;
        if (!AcceptList.TryRead(request, out AcceptList accept, out string wrong))
        {
            return Problem.BadRequest($"{wrong} is not a list of media types.");
        }

        // Lenient: a client that names neither form gets JSON, the default: its instances matter more than its report, PS3.18 8.7.3 (default media types).
        form = accept.Choose(DatasetPayload.StoreForms) ?? DatasetPayload.Json;
        return null;
    }
}
