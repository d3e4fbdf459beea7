using System.Globalization;
using Gantry.Archive.Jobs;
using Gantry.Server.Peers;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>Jobs: asking for some, how they stand, cancelling and trying again; for administrators.</summary>
public sealed class JobEndpoints(JobQueue queue, StudyNames names)
{
    private const int MaxLimit = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/jobs", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/jobs", (RequestDelegate)AddAsync).RequireAuthorization(Policies.Administer);
        routes.MapGet("/api/jobs/{id:long}", (RequestDelegate)GetAsync).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/jobs/{id:long}/retry", (RequestDelegate)(c => ChangeAsync(c, queue.Retry))).RequireAuthorization(Policies.Administer);
        routes.MapPost("/api/jobs/{id:long}/cancel", (RequestDelegate)(c => ChangeAsync(c, queue.Cancel))).RequireAuthorization(Policies.Administer);
    }

    private async Task ListAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        int limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? Math.Clamp(asked, 1, MaxLimit) : 100;
        long before = long.TryParse(query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
        JobState? state = Enum.TryParse(query["state"], ignoreCase: true, out JobState known) ? known : null;
        IReadOnlyList<JobAnswer> jobs = [.. queue.Store.List(state, query["kind"] is [{ Length: > 0 } kind] ? kind : null, before, limit).Select(Describe)];
        await JsonExchange.WriteAsync(context, new JobsAnswer(await NameStudiesAsync(jobs, context.RequestAborted).ConfigureAwait(false)), JobJson.Default.JobsAnswer).ConfigureAwait(false);
    }

    private Task GetAsync(HttpContext context) => queue.Store.Find(IdOf(context)) is { } job ? AnswerAsync(context, job) : UnknownAsync(context);

    private async Task AddAsync(HttpContext context)
    {
        if (await JsonExchange.ReadAsync(context, JobJson.Default.JobRequest).ConfigureAwait(false) is not { } asked)
        {
            return;
        }

        ExchangeArguments arguments = new(asked.Peer ?? "", asked.Destination, asked.Method, asked.PatientId, asked.Studies, asked.Series, asked.Instances);
        if (ExchangeKinds.FindFault(asked.Kind ?? "", arguments) is { } fault)
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "job-refused", "Not like this", $"{char.ToUpperInvariant(fault[0])}{fault[1..]}.").ConfigureAwait(false);
            return;
        }

        long id = queue.Add(new Job { Kind = asked.Kind!, Subject = arguments.Describe(), Arguments = arguments.ToJson(), By = GantryClaims.NameOf(context.User) });
        await AnswerAsync(context, queue.Store.Find(id)!, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private Task ChangeAsync(HttpContext context, Func<long, string, Job?> change)
    {
        long id = IdOf(context);
        return change(id, GantryClaims.NameOf(context.User) ?? "somebody") is { } job ? AnswerAsync(context, job)
            : queue.Store.Find(id) is null ? UnknownAsync(context)
            : Problem.WriteAsync(context, StatusCodes.Status409Conflict, "job-state", "Not now", "The job is not in a state for that.");
    }

    private async Task AnswerAsync(HttpContext context, Job job, int status = StatusCodes.Status200OK)
    {
        IReadOnlyList<JobAnswer> named = await NameStudiesAsync([Describe(job)], context.RequestAborted).ConfigureAwait(false);
        JobAnswer answer = named[0] with { History = [.. queue.Store.History(job.Id).Select(e => new JobEventAnswer(e.At, e.Text))] };
        await JsonExchange.WriteAsync(context, answer, JobJson.Default.JobAnswer, status).ConfigureAwait(false);
    }

    private static JobAnswer Describe(Job job)
    {
        ExchangeArguments? asked = ExchangeKinds.All.Contains(job.Kind) ? ExchangeArguments.Parse(job.Arguments) : null;
        return new(
            job.Id, job.Kind, job.Subject, AdminWords.Of(job.State), job.Attempts, job.Counts.Total, job.Counts.Completed, job.Counts.Failed, job.Counts.Warnings,
            job.State == JobState.Queued ? job.NextAt : null, job.Error, job.By, job.CreatedAt, job.StartedAt, job.EndedAt, asked?.Peer, asked?.Destination, asked?.PatientId, asked?.Studies);
    }

    /// <summary>Says what people call the study of those jobs that are about one which is here.</summary>
    private async Task<IReadOnlyList<JobAnswer>> NameStudiesAsync(IReadOnlyList<JobAnswer> jobs, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, StudyName> found = await names.FindAsync(jobs.Select(j => j.Studies is [var one] ? one : null).OfType<string>(), cancellationToken).ConfigureAwait(false);
        return [.. jobs.Select(j => j.Studies is [var one] && found.TryGetValue(one, out StudyName? name) ? j with { Study = name } : j)];
    }

    private static Task UnknownAsync(HttpContext context) => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-job", "No such job", "There is no job of this number.");

    private static long IdOf(HttpContext context) => long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
}
