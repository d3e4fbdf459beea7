using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Imaging;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Server.DicomWeb.Pixels;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>WADO-RS of a study, a series or an instance as PS3.10 files (PS3.18 10.4): stored bytes go from the object store to the socket as they are, unless the client takes only another transfer syntax.</summary>
internal sealed class RetrieveEndpoints(IInstanceCatalog catalog, IObjectReader objects, InstanceTranscoder transcoder, AccessAudit audit, DicomWebOptions options)
{
    private readonly CorrectedObjects corrected = new(objects);

    public async Task RetrieveAsync(HttpContext context)
    {
        if (ResourcePath.Read(context.Request, out ResourcePath path) is { } malformed)
        {
            await malformed.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        if (!AcceptList.TryRead(context.Request, out AcceptList accept, out string wrong))
        {
            await Problem.BadRequest($"{wrong} is not a list of media types.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<StoredInstance> instances = await catalog.ListAsync(path.Study!.Value, path.Series, path.Instance, context.RequestAborted).ConfigureAwait(false);
        if (instances.Count == 0)
        {
            await Problem.NotFound($"There is no {path}.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await audit.ReadAsync(context, path.Study.Value).ConfigureAwait(false);
        List<Outgoing> chosen = Choose(instances, accept, out Problem? problem);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
        }
        else if (chosen[0].Form.IsMultipart)
        {
            await SendManyAsync(context, chosen, instances.Count - chosen.Count).ConfigureAwait(false);
        }
        else
        {
            await SendOneAsync(context, chosen[0]).ConfigureAwait(false);
        }
    }

    /// <summary>A form for each instance; those that have none that the client takes are left out.</summary>
    private List<Outgoing> Choose(IReadOnlyList<StoredInstance> instances, AcceptList accept, out Problem? problem)
    {
        Dictionary<(string, bool, bool), Representation?> choices = [];
        List<Outgoing> chosen = new(instances.Count);
        foreach (StoredInstance instance in instances)
        {
            (string, bool, bool) key = (instance.TransferSyntaxUid, instance.Frames is { Count: > 0 }, instance.Place.Length <= options.MaxConvertedBytes);
            if (!choices.TryGetValue(key, out Representation? form))
            {
                choices[key] = form = accept.Choose(Forms.OfInstance(instance, transcoder));
            }

            if (form is not null)
            {
                chosen.Add(new Outgoing(instance, form));
            }
        }

        problem = null;
        if (chosen.Count == 0)
        {
            StoredInstance first = instances[0];
            problem = Problem.NotAcceptable($"Stored as {TransferSyntax.FromUid(first.TransferSyntaxUid)} ({first.TransferSyntaxUid}), "
                + $"it can be sent as {Forms.Describe(Forms.OfInstance(first, transcoder))}.");
        }
        else if (!chosen[0].Form.IsMultipart && instances.Count > 1)
        {
            problem = Problem.NotAcceptable($"The {instances.Count} instances can only be sent as multipart/related; type=\"application/dicom\".");
        }

        return chosen;
    }

    private async Task SendManyAsync(HttpContext context, List<Outgoing> chosen, int leftOut)
    {
        if (EntityTag.IsNotModified(context, EntityTag.Of(chosen.Select(c => c.Instance), chosen[0].Form.TransferSyntax ?? "", isStrong: false)))
        {
            return;
        }

        HttpResponse response = context.Response;
        if (leftOut > 0)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            WarningHeader.Append(response, $"{leftOut} instances are left out: no codec here brings them to one of the transfer syntaxes accepted.");
        }

        MultipartWriter writer = new(response.BodyWriter, Boundary.New());
        ServiceAddress address = ServiceAddress.Of(context.Request, options);
        response.ContentType = writer.ContentTypeOf(Forms.Dicom);
        if (chosen.TrueForAll(c => c is { IsConverted: false, Instance.Corrections: null }))
        {
            response.ContentLength = writer.LengthOfEnd
                + chosen.Sum(c => writer.LengthOfPart(Forms.ContentTypeOf(c.Form), address.Instance(c.Instance.Identity), c.Instance.Place.Length));
            await StartAsync(context, chosen[0].Instance).ConfigureAwait(false);
        }

        foreach (Outgoing outgoing in chosen)
        {
            await SendPartAsync(response, writer, address, outgoing, context.RequestAborted).ConfigureAwait(false);
        }

        writer.End();
        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Sends one instance in a form of <see cref="Forms.OfInstance"/>.</summary>
    public Task SendOneAsync(HttpContext context, StoredInstance instance, Representation form) => SendOneAsync(context, new Outgoing(instance, form));

    private async Task SendOneAsync(HttpContext context, Outgoing outgoing)
    {
        string tag = EntityTag.Of([outgoing.Instance], outgoing.Form.TransferSyntax ?? "", isStrong: true);
        if (EntityTag.IsNotModified(context, tag))
        {
            return;
        }

        HttpResponse response = context.Response;
        if (outgoing.IsConverted)
        {
            (ImagingError? error, TranscodedInstance? converted) = await transcoder.MakeAsync(outgoing.Instance, outgoing.Syntax, context.RequestAborted).ConfigureAwait(false);
            if (converted is null)
            {
                await Problem.NotAcceptable($"Instance {outgoing.Instance.Identity.Instance} cannot be sent as {outgoing.Syntax}: {error}").WriteAsync(context).ConfigureAwait(false);
                return;
            }

            await using (converted)
            {
                response.ContentType = Forms.ContentTypeOf(outgoing.Form);
                response.ContentLength = converted.Length;
                await converted.CopyToAsync(response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
            }

            return;
        }

        CorrectedObject? made = outgoing.Instance.Corrections is null ? null : await corrected.OpenAsync(outgoing.Instance, context.RequestAborted).ConfigureAwait(false);
        response.ContentType = Forms.ContentTypeOf(outgoing.Form);
        if (made is not null)
        {
            if (RequestedRange.Apply(context, made.Length, tag) is { } part)
            {
                await made.CopyToAsync(objects, part.Offset, part.Length, response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
            }
        }
        else if (RequestedRange.Apply(context, outgoing.Instance.Place.Length, tag) is { } range)
        {
            await StartAsync(context, outgoing.Instance).ConfigureAwait(false);
            await objects.CopyToAsync(outgoing.Instance.Place, range.Offset, range.Length, response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Makes the headers, so that what is written goes where it is sent from; a place that cannot be read fails before.</summary>
    private async ValueTask StartAsync(HttpContext context, StoredInstance first)
    {
        await objects.ReadAsync(first.Place, 0, new byte[1], context.RequestAborted).ConfigureAwait(false);
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>An instance that cannot be brought to the syntax asked for goes out as it is stored: its part says so, and nothing of the study is missing.</summary>
    private async ValueTask SendPartAsync(HttpResponse response, MultipartWriter writer, ServiceAddress address, Outgoing outgoing, CancellationToken cancellationToken)
    {
        StoredInstance instance = outgoing.Instance;
        string location = address.Instance(instance.Identity);
        if (outgoing.IsConverted)
        {
            (_, TranscodedInstance? made) = await transcoder.MakeAsync(instance, outgoing.Syntax, cancellationToken).ConfigureAwait(false);
            if (made is not null)
            {
                await using (made)
                {
                    writer.BeginPart(Forms.ContentTypeOf(outgoing.Form), location, made.Length);
                    await made.CopyToAsync(response.BodyWriter, cancellationToken).ConfigureAwait(false);
                }

                return;
            }
        }

        string contentType = Forms.ContentTypeOf(outgoing.Form with { TransferSyntax = instance.TransferSyntaxUid });
        if (instance.Corrections is not null)
        {
            CorrectedObject own = await corrected.OpenAsync(instance, cancellationToken).ConfigureAwait(false);
            writer.BeginPart(contentType, location, own.Length);
            await own.CopyToAsync(objects, 0, own.Length, response.BodyWriter, cancellationToken).ConfigureAwait(false);
            return;
        }

        writer.BeginPart(contentType, location, instance.Place.Length);
        await objects.CopyToAsync(instance.Place, 0, instance.Place.Length, response.BodyWriter, cancellationToken).ConfigureAwait(false);
    }

    private readonly record struct Outgoing(StoredInstance Instance, Representation Form)
    {
        public TransferSyntax Syntax => TransferSyntax.FromUid(Form.TransferSyntax!);

        public bool IsConverted => Form.TransferSyntax != Instance.TransferSyntaxUid;
    }
}
