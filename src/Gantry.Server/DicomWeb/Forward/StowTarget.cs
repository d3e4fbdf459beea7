using System.Net;
using System.Net.Http.Headers;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Routing;

namespace Gantry.Server.DicomWeb.Forward;

/// <summary>
/// A DICOMweb service that instances are sent to, each as its PS3.10 file is stored: what comes next goes along in the same request, and what the service says of each is kept until it is
/// asked for. Where it says nothing of some, or refuses the request as a whole, each is sent alone.
/// </summary>
internal sealed class StowTarget(HttpClient client, IObjectReader objects, Uri address, string? token) : IForwardTarget
{
    private const int MaxInstances = 50;
    private const long MaxBytes = 64 * 1024 * 1024;
    private readonly Dictionary<string, (ForwardOutcome Outcome, string Reason)> known = [];
    private readonly HashSet<string> alone = [];
    private List<StoredInstance> next = [];

    public ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken)
    {
        next = [.. instances];
        known.Clear();
        alone.Clear();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<(ForwardOutcome Outcome, string Reason)> SendAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        string uid = instance.Identity.Instance.Value;
        if (known.Remove(uid, out (ForwardOutcome Outcome, string Reason) answered))
        {
            return answered;
        }

        List<StoredInstance> batch = alone.Remove(uid) ? [instance] : BatchFrom(instance);
        (HttpStatusCode? status, byte[] answer, (ForwardOutcome Outcome, string Reason) whole) = await PostAsync(batch, cancellationToken).ConfigureAwait(false);
        if (batch.Count == 1 || whole.Outcome == ForwardOutcome.Unavailable)
        {
            return whole;
        }

        // 200 is all of them (PS3.18 table 10.5.3-1); what the answer tells of each goes first.
        foreach ((string of, (ForwardOutcome Outcome, string Reason) outcome) in StowAnswer.Read(answer, address.Authority))
        {
            known[of] = outcome;
        }

        foreach (string of in batch.Select(i => i.Identity.Instance.Value).Where(of => !known.ContainsKey(of)))
        {
            if (status == HttpStatusCode.OK)
            {
                known[of] = (ForwardOutcome.Sent, "");
            }
            else
            {
                alone.Add(of);
            }
        }

        return await SendAsync(instance, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The instance and those behind it that are neither answered nor to be sent alone, as far as a request goes.</summary>
    private List<StoredInstance> BatchFrom(StoredInstance first)
    {
        List<StoredInstance> batch = [first];
        long bytes = first.Place.Length;
        foreach (StoredInstance following in next.SkipWhile(i => i.Identity.Instance != first.Identity.Instance).Skip(1).Take(MaxInstances - 1))
        {
            string uid = following.Identity.Instance.Value;
            bytes += following.Place.Length;
            if (bytes > MaxBytes || known.ContainsKey(uid) || alone.Contains(uid))
            {
                break;
            }

            batch.Add(following);
        }

        return batch;
    }

    private async ValueTask<(HttpStatusCode? Status, byte[] Answer, (ForwardOutcome Outcome, string Reason) Whole)> PostAsync(List<StoredInstance> batch, CancellationToken cancellationToken)
    {
        using MultipartContent body = new("related");
        foreach (StoredInstance instance in batch)
        {
            CorrectedObject? corrected;
            try
            {
                corrected = instance.Corrections is null ? null : await new CorrectedObjects(objects).OpenAsync(instance, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectStoreException unreadable)
            {
                return (null, [], (ForwardOutcome.Refused, unreadable.Message));
            }

            StoredObjectContent part = new(objects, instance.Place, corrected);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            body.Add(part);
        }

        body.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/dicom+json"));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), Judge(answer));
        }
        catch (HttpRequestException failed)
        {
            return (null, [], failed.InnerException is ObjectStoreException unreadable ? (ForwardOutcome.Refused, unreadable.Message) : (ForwardOutcome.Unavailable, $"{address.Authority}: {failed.Message}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, [], (ForwardOutcome.Unavailable, $"{address.Authority} does not answer"));
        }
    }

    /// <summary>Of one instance 200 is all and 202 a warning (PS3.18 table 10.5.3-1); sign-in, overload and the server's own faults may pass.</summary>
    private (ForwardOutcome Outcome, string Reason) Judge(HttpResponseMessage answer)
    {
        string reason = $"{address.Authority} answers {(int)answer.StatusCode} {answer.ReasonPhrase}";
        return answer.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Accepted => (ForwardOutcome.Sent, ""),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => (ForwardOutcome.Unavailable, reason),
            >= HttpStatusCode.InternalServerError => (ForwardOutcome.Unavailable, reason),
            _ => (ForwardOutcome.Refused, reason),
        };
    }
}
