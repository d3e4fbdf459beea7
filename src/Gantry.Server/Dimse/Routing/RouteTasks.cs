using Gantry.Archive.Jobs;
using Gantry.Archive.Routing;
using Gantry.Dicom;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Routing;

/// <summary>The jobs of rules that notify or prefetch.</summary>
internal sealed class RouteTasks(JobQueue jobs) : IRouteTasks
{
    public void Add(Route route, StudyUid study, string? patientId)
    {
        if (route.Action == RouteAction.Prefetch && patientId is null)
        {
            return;
        }

        ExchangeArguments arguments = route.Action == RouteAction.Prefetch
            ? new ExchangeArguments(route.Peer!, PatientId: patientId)
            : new ExchangeArguments(route.Peer!, Studies: [study.Value]);
        jobs.Add(new Job { Kind = route.Action == RouteAction.Prefetch ? ExchangeKinds.Prefetch : ExchangeKinds.Notify, Subject = arguments.Describe(), Arguments = arguments.ToJson(), By = $"rule {route.Name}" });
    }
}
