// Faulty sensors on a machine: each reading is predicted from the others, so an alarm names the sensor and what it should have read.
//
// A pump has eleven sensors of different units, which depend on each other through speed, load and ambient temperature. The detector is fitted to normal
// hours. In the hours that follow, one sensor at a time drifts, sticks or jumps. Most wrong readings stay within the range of the sensor, and are wrong
// only next to the others. The last of the alarms shows a limit: a wrong reading also spoils the predictions of the others, so look at the two or three
// largest contributions.
//
//   SensorFaults model.zip    saves the detector to this file; by default, to one in the folder for temporary files
//
// Prints:
// Fitted to 6000 normal hours. 876 of them, held out, give the threshold 10.4.
// Of 4000 later hours, 1188 have a fault. ROC AUC: 0.944.
// Detected if 28 hours without a fault, 1%, may raise an alarm: 80%.
// Detected at the threshold: 79%. False alarms: 0.008; Contamination: 0.010.
// fault    hours  detected  faulty sensor contributes most  in the top two
// Drift      396       71%                             79%             93%
// Stuck      396       71%                             89%             96%
// Offset     396       96%                             73%             90%
// Drift of bearing, hour 115: score 170.5, p-value 0.0011
//   bearing               36%   read   58.46, expected   46.44 °C
//   ambient               35%   read   21.75, expected   32.48 °C
//   winding               23%   read   42.98, expected   54.44 °C
// Stuck of winding, hour 203: score 188.8, p-value 0.0011
//   winding               62%   read   35.97, expected   55.69 °C
//   ambient               27%   read   18.99, expected    9.11 °C
//   oil pressure           8%   read    2.63, expected    2.91 bar
// Offset of oil pressure, hour 330: score 97.5, p-value 0.0011
//   flow                  30%   read  635.03, expected  500.51 l/min
//   oil pressure          21%   read    1.58, expected    1.92 bar
//   power factor          11%   read    0.81, expected    0.77
// Loaded sensors.zip. Detected at twice the threshold: 64%. False alarms: 0.000.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;

const int NormalHours = 6_000;
const int LaterHours = 4_000;
const float Contamination = 0.01f;
string modelPath = args.FirstOrDefault(Path.Combine(Path.GetTempPath(), "sensors.zip"));
var mlContext = new MLContext(seed: 1);
var machine = new Machine(seed: 1);
Hour[] normal = [.. Enumerable.Range(0, NormalHours).Select(_ => machine.Next())];
Hour[] later = [.. Enumerable.Range(0, LaterHours).Select(_ => machine.Next())];
Fault.Plant(later);

// All rows of the fit are normal, so Contamination is the share of false alarms to tolerate.
var options = new AutoencoderAnomalyOptions
{
    FeatureColumnName = "Readings",
    Contamination = Contamination,
    PValueColumnName = "PValue",
    ContributionsColumnName = "Contributions",
    ExpectedColumnName = "Expected",
};
IDataView train = mlContext.Data.LoadFromEnumerable(normal);
AutoencoderAnomalyTransformer detector = LiveProgress.Run(options, () => mlContext.AnomalyDetection.Trainers.Autoencoder(options).Fit(train));
IDataView scored = detector.Transform(mlContext.Data.LoadFromEnumerable(later));
Verdict[] verdicts = [.. mlContext.Data.CreateEnumerable<Verdict>(scored, reuseRowObject: false)];
PrintMetrics();
PrintFaults();
PrintAlarms();
ChangeThreshold();

void PrintMetrics()
{
    int faulty = later.Count(hour => hour.Fault is not null), onePercent = (LaterHours - faulty) / 100;
    AnomalyDetectionMetrics metrics = mlContext.AnomalyDetection.Evaluate(scored, falsePositiveCount: onePercent);
    (float threshold, int heldOut) = (detector.Model.Threshold, detector.Model.HeldOutRowCount);
    Console.WriteLine($"Fitted to {NormalHours} normal hours. {heldOut} of them, held out, give the threshold {threshold:F1}.");
    Console.WriteLine($"Of {LaterHours} later hours, {faulty} have a fault. ROC AUC: {metrics.AreaUnderRocCurve:F3}.");
    Console.WriteLine($"Detected if {onePercent} hours without a fault, 1%, may raise an alarm: {Percent(metrics.DetectionRateAtFalsePositiveCount)}.");
    Console.WriteLine($"Detected at the threshold: {Percent(Detected(verdicts))}. "
        + $"False alarms: {FalseAlarms(verdicts):F3}; Contamination: {Contamination:F3}.");
}

void PrintFaults()
{
    Console.WriteLine($"{"fault",-8}{"hours",6}{"detected",10}{"faulty sensor contributes most",32}{"in the top two",16}");
    foreach (FaultKind kind in Enum.GetValues<FaultKind>())
    {
        int[] hours = [.. Enumerable.Range(0, LaterHours).Where(hour => later[hour].Fault?.Kind == kind)];
        int[] alarms = [.. hours.Where(hour => verdicts[hour].PredictedLabel)];
        double detected = (double)alarms.Length / hours.Length;
        Console.WriteLine(
            $"{kind,-8}{hours.Length,6}{Percent(detected),10}{Percent(ShareNamed(alarms, 1)),32}{Percent(ShareNamed(alarms, 2)),16}");
    }

    double ShareNamed(int[] alarms, int top) => alarms.Average(hour => verdicts[hour].Top(top).Contains(later[hour].Fault!.Sensor) ? 1.0 : 0.0);
}

// The clearest alarm of the first fault of each kind.
void PrintAlarms()
{
    foreach (FaultKind kind in Enum.GetValues<FaultKind>())
    {
        Fault fault = later.First(hour => hour.Fault?.Kind == kind).Fault!;
        int hour = Enumerable.Range(0, LaterHours).Where(hour => later[hour].Fault == fault).MaxBy(hour => verdicts[hour].Score);
        Verdict verdict = verdicts[hour];
        Console.WriteLine($"{kind} of {Machine.Sensors[fault.Sensor].Name}, hour {hour}: score {verdict.Score:F1}, p-value {verdict.PValue:F4}");
        foreach (int slot in verdict.Top(3))
        {
            Sensor sensor = Machine.Sensors[slot];
            Console.WriteLine(
                $"  {sensor.Name,-20}{Percent(verdict.Contributions[slot] / verdict.Score),5}"
                + $"   read{later[hour].Readings[slot],8:F2}, expected{verdict.Expected[slot],8:F2} {sensor.Unit}".TrimEnd());
        }
    }
}

void ChangeThreshold()
{
    mlContext.Model.Save(detector, train.Schema, modelPath);
    var loaded = (AutoencoderAnomalyTransformer)new MLContext().Model.Load(modelPath, out DataViewSchema _);
    AutoencoderAnomalyTransformer strict = mlContext.AnomalyDetection.ChangeModelThreshold(loaded, 2 * loaded.Model.Threshold);
    Verdict[] changed =
    [
        .. mlContext.Data.CreateEnumerable<Verdict>(strict.Transform(mlContext.Data.LoadFromEnumerable(later)), reuseRowObject: false),
    ];
    Console.WriteLine(
        $"Loaded {Path.GetFileName(modelPath)}. Detected at twice the threshold: {Percent(Detected(changed))}. False alarms: {FalseAlarms(changed):F3}.");
}

double Detected(Verdict[] scores) => Alarms(scores, hour => hour.Fault is not null);

double FalseAlarms(Verdict[] scores) => Alarms(scores, hour => hour.Fault is null);

double Alarms(Verdict[] scores, Func<Hour, bool> counts) =>
    later.Zip(scores).Where(pair => counts(pair.First)).Average(pair => pair.Second.PredictedLabel ? 1.0 : 0.0);

static string Percent(double share) => $"{100 * share:F0}%";

/// <summary>What a sensor measures, as a function of the state of the machine, and its noise in its unit.</summary>
internal sealed record Sensor(string Name, string Unit, double Noise, Func<State, double> Measure);

/// <summary>What the readings have in common. Speed and load are fractions of the rated ones.</summary>
internal sealed record State(double Speed, double Load, double Ambient);

/// <summary>A pump with a variable-speed drive, hour by hour.</summary>
internal sealed class Machine(int seed)
{
    public static readonly Sensor[] Sensors =
    [
        new("bearing", "°C", 0.6, state => state.Ambient + 12 + (16 * Math.Pow(state.Speed, 1.5)) + (6 * state.Load)),
        new("winding", "°C", 0.8, state => state.Ambient + 20 + (0.055 * Math.Pow(PowerOf(state), 2))),
        new("oil pressure", "bar", 0.04, state => 2.5 * state.Speed * Math.Exp(-0.012 * (state.Ambient - 20))),
        new("vibration", "mm/s", 0.12, state => 0.8 + (2.2 * Math.Pow(state.Speed, 2)) + (1.5 * Math.Pow(state.Load - 0.7, 2))),
        new("motor current", "A", 0.6, state => 14 + (1.9 * PowerOf(state))),
        new("power", "kW", 0.25, PowerOf),
        new("power factor", "", 0.006, state => 0.9 - (0.35 * Math.Exp(-PowerOf(state) / 7))),
        new("flow", "l/min", 6, state => 900 * state.Speed * (0.4 + (0.6 * state.Load))),
        new("discharge pressure", "bar", 0.06, state => 9 * state.Speed * state.Speed * (1.2 - (0.4 * state.Load))),
        new("speed", "rpm", 4, state => 1480 * state.Speed),
        new("ambient", "°C", 0.4, state => state.Ambient),
    ];

    private readonly Random _random = new(seed);
    private int _hour;
    private double _demand;
    private double _weather;
    private double _valve;

    public Hour Next()
    {
        // Demand and weather change slowly, and both follow the time of day. The valve is set independently of them.
        double timeOfDay = 2 * Math.PI * (_hour++ % 24) / 24;
        _demand = (0.9 * _demand) + (0.04 * Normal());
        _weather = (0.98 * _weather) + (0.8 * Normal());
        _valve = (0.8 * _valve) + (0.09 * Normal());
        var state = new State(
            Speed: Math.Clamp(0.8 - (0.12 * Math.Cos(timeOfDay)) + _demand, 0.5, 1.05),
            Load: Math.Clamp(0.65 + _valve, 0.2, 1),
            Ambient: 18 - (5 * Math.Cos(timeOfDay - 0.6)) + _weather);
        return new Hour { Readings = [.. Sensors.Select(sensor => (float)(sensor.Measure(state) + (sensor.Noise * Normal())))] };
    }

    private static double PowerOf(State state) => 22 * Math.Pow(state.Speed, 3) * (0.45 + (0.55 * state.Load));

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}

internal enum FaultKind
{
    Drift,
    Stuck,
    Offset,
}

/// <summary>A fault of one sensor.</summary>
internal sealed record Fault(FaultKind Kind, int Sensor)
{
    private const int Hours = 36;
    private const int HoursBetween = 80;

    /// <summary>Plants faults: each sensor has each kind of fault once.</summary>
    public static void Plant(Hour[] hours)
    {
        FaultKind[] kinds = Enum.GetValues<FaultKind>();
        float[] deviations = [.. Enumerable.Range(0, Machine.Sensors.Length).Select(sensor => DeviationOf(hours, sensor))];
        for (int i = 0; i < kinds.Length * Machine.Sensors.Length; i++)
        {
            var fault = new Fault(kinds[i % kinds.Length], i % Machine.Sensors.Length);
            int first = HoursBetween + (i * (Hours + HoursBetween));
            float stuckAt = hours[first].Readings[fault.Sensor];
            for (int hour = 0; hour < Hours; hour++)
            {
                Hour row = hours[first + hour];
                row.Fault = fault;
                row.Label = 1;
                float read = row.Readings[fault.Sensor];
                row.Readings[fault.Sensor] = fault.Kind switch
                {
                    FaultKind.Drift => read + (1.5f * deviations[fault.Sensor] * (hour + 1) / Hours),
                    FaultKind.Stuck => stuckAt,
                    FaultKind.Offset => read - deviations[fault.Sensor],
                    _ => throw new InvalidOperationException($"{fault.Kind} is not a kind of fault."),
                };
            }
        }
    }

    private static float DeviationOf(Hour[] hours, int sensor)
    {
        float mean = hours.Average(hour => hour.Readings[sensor]);
        return MathF.Sqrt(hours.Average(hour => (hour.Readings[sensor] - mean) * (hour.Readings[sensor] - mean)));
    }
}

internal sealed class Hour
{
    [VectorType(11)]
    public float[] Readings { get; set; } = [];

    public float Label { get; set; }

    [NoColumn]
    public Fault? Fault { get; set; }
}

internal sealed class Verdict
{
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }

    public float PValue { get; set; }

    public float[] Contributions { get; set; } = [];

    public float[] Expected { get; set; } = [];

    /// <summary>The sensors with the largest contributions.</summary>
    public IEnumerable<int> Top(int count) => Enumerable.Range(0, Contributions.Length).OrderByDescending(slot => Contributions[slot]).Take(count);
}
